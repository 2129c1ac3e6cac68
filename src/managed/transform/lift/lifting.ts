/*
 * An async function that is made anew at each run of the code around it, and that would make a generator function each time:
 *
 *   async (a) => { n += await f(a, b); }
 *
 * becomes a function that passes the variables around it, and a generator function at the end of the program:
 *
 *   (a) => { return $start(anonymous$((set, value) => set ? n = value : n, b, a)); }
 *   function* anonymous$($n, b, a) { $n(true, $n() + ((yield f(a, b)))); }
 *
 * A variable that no code writes to, and that has its value whenever the function can be called, is passed as that value; of
 * others, functions that read and write it. What was rejected: functions for all of them (a debugger shows no values), and
 * an object of getters (V8 takes 700 ns to make one). Source maps lead from the end of the program back to the place.
 */
import type { AnyNode, ArrowFunctionExpression, AssignmentExpression, Identifier, Property } from "acorn";
import { arrowToken, toBlock } from "../arrow-blocks.js";
import { inferredName } from "../function-name.js";
import { keyword } from "../functions.js";
import { semicolonAfter } from "../semicolons.js";
import type { Source } from "../source.js";
import type { FunctionNode, Place } from "../syntax-tree.js";
import { Accessors } from "./accessors.js";
import { callerOf } from "./caller.js";
import { findLifts } from "./find-lifts.js";
import { isValue, type Lift, type Reference } from "./lift.js";
import { type Use, usesAt } from "./uses.js";
import type { Variable } from "./variables.js";

/** The functions of a source that are lifted, and the edits that this takes. */
export class Lifting {
  private readonly source: Source;
  private readonly lifts = new Map<AnyNode, Lift>();
  private readonly references = new Map<AnyNode, Reference>();
  private readonly accessors: Accessors;

  constructor(source: Source) {
    this.source = source;
    const { lifts, references } = findLifts(source);
    this.accessors = new Accessors(source, lifts);
    for (const lift of lifts) this.lifts.set(lift.place.node, lift);
    for (const reference of references) this.references.set(reference.place.node, reference);
    source.expectMoves(lifts.map(({ place }) => place.node.end));
  }

  /** Edits a function that is lifted, or a name in one. Returns whether nothing else is to be done with the node. */
  edit(place: Place): boolean {
    const { node } = place;
    if (node.type === "Identifier") return this.useAccessors(place as Place<Identifier>);
    if (this.lifts.has(node)) this.lift(place as Place<FunctionNode>);
    // A method's edits are those of its function.
    return this.lifts.has(node) || (node.type === "Property" && node.method && this.lifts.has(node.value));
  }

  /** Lifts the function of this place. */
  private lift(place: Place<FunctionNode>): void {
    const { source } = this;
    const { node, parent } = place;
    const lift = this.lifts.get(node) as Lift;
    const isMethod = parent?.node.type === "Property" && parent.node.method;
    const property = parent?.node as Property;
    const start = isMethod ? property.start : node.start;
    const open = source.token(isMethod ? node.start : afterName(source, node));
    const name = source.freshName(`${nameOf(place, source) || "anonymous"}$`);
    const captured = [...lift.captured].flatMap(([variable, uses]) => this.passed(lift, variable, uses));

    const head = isMethod
      ? source.read(property.key)
      : node.type === "ArrowFunctionExpression"
        ? ""
        : `function ${node.id?.name ?? ""}`;
    const arrow = node.type === "ArrowFunctionExpression" ? " =>" : "";
    const { parameters, statements } = callerOf(
      source,
      node,
      name,
      captured.map(({ argument }) => argument),
    );
    source.replace(
      { start, end: open.start },
      `${head}(${parameters})${arrow} { ${statements}${lines(source, open.start, node.end)} }`,
    );

    const list = captured.map(({ parameter }) => parameter).join(", ");
    const comma = list !== "" && node.params.length > 0 ? ", " : "";
    const isBare = source.read(open) !== "(";
    source.before(open.start, `\n${keyword(node)} ${name}${isBare ? `(${list}${comma}` : ""}`);
    if (isBare) source.after(open.end, ")");
    else source.after(open.end, list + comma);
    source.move(open.start, node.end);
    if (node.type === "ArrowFunctionExpression") this.openArrow(node);
  }

  private openArrow(node: ArrowFunctionExpression): void {
    if (node.expression) toBlock(this.source, node, "");
    else this.source.replace(arrowToken(this.source, node), "");
  }

  /** What the function is given of a variable. */
  private passed(lift: Lift, variable: Variable, uses: Set<Use>): { argument: string; parameter: string }[] {
    const { name } = variable;
    if (isValue(variable, lift)) return [{ argument: name, parameter: name }];
    const outer = this.liftedAround(lift.outer);
    const isPassedOn = outer?.captured.has(variable) && !isValue(variable, outer);
    return this.accessors.for(variable, uses).map((accessor) => ({
      argument: isPassedOn ? accessor.name : accessor.text,
      parameter: accessor.name,
    }));
  }

  private liftedAround(lift: Lift | null): Lift | null {
    let at = lift;
    while (at !== null && !this.lifts.has(at.place.node)) at = at.outer;
    return at;
  }

  /** Makes a name in lifted code use the functions that stand for its variable. */
  private useAccessors(place: Place<Identifier>): boolean {
    const reference = this.references.get(place.node);
    if (reference === undefined) return false;
    const { variable } = reference;
    const lift = this.liftedAround(reference.lift);
    if (lift === null || !lift.captured.has(variable) || isValue(variable, lift)) return false;
    const [use, second] = usesAt(place) as readonly Use[];
    const { source } = this;
    const { node, parent } = place;
    if (use === "assign" || second === "assign") {
      this.assign(parent as Place<AssignmentExpression>, variable);
      return true;
    }
    const call = this.accessors.call(variable, use as Use);
    if (use === "read") {
      if (parent?.node.type === "Property" && parent.node.shorthand)
        source.before(node.start, `${node.name}: `);
      source.replace(node, isConstructed(place) ? `(${call})` : call);
    } else {
      source.replace((parent as Place).node, call);
    }
    return true;
  }

  /** `n = x` becomes `$n(x)`, `n += x` becomes `$n(true, $n() + (x))`, and `n ??= x` becomes `$n() ?? $n(true, x)`. */
  private assign(place: Place<AssignmentExpression>, variable: Variable): void {
    const { source } = this;
    const { left, operator, start, end } = place.node;
    const set = this.accessors.assignment(variable);
    const token = source.token(left.end, operator);
    const binary = operator.slice(0, -1);
    let opening = set;
    let closing = ")";
    if (binary !== "") {
      const get = this.accessors.call(variable, "read");
      const isLogical = /^(?:\|\||&&|\?\?)$/.test(binary);
      opening = isLogical ? `${get} ${binary} ${set}` : `${set}${get} ${binary} (`;
      if (!isLogical) closing = "))";
    }
    source.replace({ start, end: token.end }, opening);
    source.after(end, closing + semicolonAfter(place));
  }
}

/** Where the parameters' parenthesis is to be looked for. */
function afterName(source: Source, node: FunctionNode): number {
  if (node.type === "ArrowFunctionExpression") return source.token(node.start, "async").end;
  if (node.id != null) return node.id.end;
  const keyword = source.token(node.start, "function");
  return node.generator ? source.token(keyword.end, "*").end : keyword.end;
}

function nameOf(place: Place<FunctionNode>, source: Source): string {
  const { node } = place;
  const name =
    node.type === "ArrowFunctionExpression" || node.id == null ? inferredName(place, source) : node.id.name;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : "";
}

/** The line breaks of a stretch that moves away: what stands behind it stays on its line. */
function lines(source: Source, start: number, end: number): string {
  return source.code.slice(start, end).replace(/[^\n]+/g, "");
}

/** Whether the value is called by `new`. */
function isConstructed({ node, parent, key }: Place): boolean {
  if (parent === null) return false;
  if (parent.node.type === "NewExpression") return key === "callee" && parent.node.callee === node;
  const goesOn = (parent.node.type === "MemberExpression" && key === "object") || key === "tag";
  return goesOn && isConstructed(parent);
}
