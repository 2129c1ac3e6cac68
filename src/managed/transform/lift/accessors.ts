import type { Source } from "../source.js";
import type { Lift } from "./lift.js";
import type { Use } from "./uses.js";
import type { Variable } from "./variables.js";

/** What an arrow function does with a variable: one thing, or either it assigns, if it is told so, or it reads. */
type Access = Use | "either";

/** The arrow functions that read and write variables for the code of lifted functions. */
export class Accessors {
  private readonly source: Source;
  private readonly uses = new Map<Variable, Set<Use>>();
  private readonly names = new Map<Variable, Map<Access, string>>();
  private readonly setName: string;
  private readonly valueName: string;

  constructor(source: Source, lifts: readonly Lift[]) {
    this.source = source;
    this.setName = source.freshName("$set");
    this.valueName = source.freshName("$value");
    for (const { captured } of lifts) {
      for (const [variable, uses] of captured)
        this.uses.set(variable, new Set([...(this.uses.get(variable) ?? []), ...uses]));
    }
  }

  /** Those that code needs for its `uses` of a variable: their names, and their text. */
  for(variable: Variable, uses: Iterable<Use>): { name: string; text: string }[] {
    const accesses = new Set([...uses].map((use) => this.accessOf(variable, use)));
    return [...accesses].map((access) => ({
      name: this.nameOf(variable, access),
      text: this.textOf(variable, access),
    }));
  }

  /** The call that uses the variable so, other than to assign to it. */
  call(variable: Variable, use: Use): string {
    return `${this.nameOf(variable, this.accessOf(variable, use))}()`;
  }

  /** How a call begins that assigns: the value and `)` follow. */
  assignment(variable: Variable): string {
    const access = this.accessOf(variable, "assign");
    return `${this.nameOf(variable, access)}(${access === "either" ? "true, " : ""}`;
  }

  /** To make one function costs less than to make two. */
  private accessOf(variable: Variable, use: Use): Access {
    const uses = this.uses.get(variable);
    const isOne = (use === "read" || use === "assign") && uses?.has("read") && uses.has("assign");
    return isOne ? "either" : use;
  }

  private nameOf(variable: Variable, access: Access): string {
    const names = this.names.get(variable) ?? new Map<Access, string>();
    this.names.set(variable, names);
    const name = names.get(access) ?? this.source.freshName(`$${variable.name}`);
    names.set(access, name);
    return name;
  }

  private textOf({ name }: Variable, access: Access): string {
    const { setName, valueName } = this;
    switch (access) {
      case "read":
        return `() => ${name}`;
      case "assign":
        return `(${valueName}) => ${name} = ${valueName}`;
      case "either":
        return `(${setName}, ${valueName}) => ${setName} ? ${name} = ${valueName} : ${name}`;
      case "++":
      case "--":
        return `() => ${access}${name}`;
      case "post++":
      case "post--":
        return `() => ${name}${access.slice("post".length)}`;
    }
  }
}
