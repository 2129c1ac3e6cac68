/*
 * Programs in which a careless transform goes wrong. Each is the body of a module that exports `main`, which is called with
 * a function that logs.
 */
export const cases: Readonly<Record<string, string>> = {
  "a declaration is hoisted, and has its name and length": `
    export async function main(log) { log(before.name, before.length, await before(1, 2)); }
    async function before(a, b) { return a + b; }`,
  "length ends at the first default or rest": `
    export async function main(log) {
      async function a(x, y = 1, z) {} async function b(...r) {} async function c({ p }, [q], r) {}
      const d = async (x, y = 1) => {}, e = async function (x, ...y) {};
      log(a.length, b.length, c.length, d.length, e.length);
    }`,
  "a default that throws rejects": `
    async function f(a = (() => { throw new Error("default"); })()) {}
    async function g({ a }) {}
    const h = async ({ a }) => {}, i = async function ([a]) {};
    class K { async m({ a }) {} }
    export async function main(log) {
      for (const fn of [f, g, h, i, new K().m, { async m([a]) {} }.m]) {
        let promise; try { promise = fn(); } catch (error) { log("thrown", error.message); continue; }
        await promise.catch((error) => log("rejected", error.constructor.name));
      }
    }`,
  "a default of an async generator throws at once": `
    async function* g({ a }) {}
    class K { async *m([a]) {} static async *s(a = b) {} }
    export async function main(log) {
      for (const fn of [g, async function* ({ a }) {}, new K().m, K.s]) { try { fn(); log("made"); } catch (e) { log(e.constructor.name); } }
    }`,
  "this and arguments of a function": `
    async function f(a) { "use strict"; await null; return [typeof this, arguments.length, a]; }
    export async function main(log) { log(await f.call({}, 1, 2, 3), await f(), await f.apply(5, [1])); }`,
  "arguments and parameters": `
    async function f(a, b = 2) { await 0; a = 9; return [...arguments]; }
    async function g(a, b) { return (() => arguments)(); }
    export async function main(log) { log(await f(1), [...await g(1, 2, 3)]); }`,
  "functions that await nothing": `
    async function value(a) { return a; } async function none() {} async function fails(error) { throw error; }
    async function waits(a) { await 0; return a; } async function hands(a) { return waits(a); } async function handsOn(a) { return hands(a); }
    async function thenable() { return { then(done) { done("then"); } }; } async function rejects() { return Promise.reject(new Error("no")); }
    async function receiver() { "use strict"; return [typeof this, arguments.length]; } async function deep(n) { return n === 0 ? "end" : deep(n - 1); }
    async function leaves() { waits(0); return typeof leaves; }
    export async function main(log) {
      log(await value(1), await none(), await hands(2), await handsOn(3), await thenable(), await receiver.call({}, 1, 2), await deep(50));
      log(await leaves());
      for (const f of [() => fails(new Error("thrown")), () => fails(undefined), rejects]) {
        let promise; try { promise = f(); } catch { log("at once"); continue; } await promise.catch((error) => log("rejected", error?.message));
      }
      log(value.name, value.length, await Promise.all([value(1), hands(2), value(3)]));
    }`,
  "default export with a name": `
    export default async function named(a) { return a; }
    export async function main(log) { log(named.name, await named(1)); }`,
  "names of anonymous functions": `
    export default async () => {};
    let a, b = null, c; a = async () => {}; b ??= async function () {}; (c) = async () => {};
    const { d = async () => {}, e: [f = async function () {}] } = { e: [] };
    const symbol = Symbol("s"), key = { toString() { return "made"; } };
    const o = { g: async () => {}, "h-i": async () => {}, 1: async () => {}, [symbol]: async () => {}, [key]: async function () {},
      async j() {}, async "k l"() {}, async 2() {}, async [0 || "m"]() {}, async [Symbol.iterator]() {}, async *n() {},
      o: (async () => {}), p: (0, async () => {}), q: async function r() {}, __proto__: async () => {} };
    class K { s = async () => {}; static t = async () => {}; #u = async () => {}; u() { return this.#u.name; } "v w" = async () => {}; }
    export async function main(log) {
      log(a.name, b.name, c.name, d.name, f.name, (async () => {}).name, (async function () {}).name);
      for (const k of Reflect.ownKeys(o)) log(String(k), o[k].name);
      log(Object.getPrototypeOf(o).name, new K().s.name, K.t.name, new K().u(), new K()["v w"].name);
      const self = await import(import.meta.url); log(self.default.name);
    }`,
  "names of methods": `
    const s = Symbol("sym");
    class A { async a() {} static async b() {} async #c() {} c() { return this.#c.name; } async [s]() {} async ["d" + 1]() {} async 0x10() {}
      async "e f"() {} async *g() {} static async *h() {} async async() {} async get() {} static async static() {} async *#i() {} i() { return this.#i.name; } }
    export async function main(log) {
      const p = A.prototype; log(p.a.name, A.b.name, new A().c(), p[s].name, p.d1.name, p[16].name, p["e f"].name, p.g.name, A.h.name);
      log(p.async.name, p.get.name, A.static.name, new A().i());
    }`,
  "attributes of methods are those of methods": `
    class A { async m(a) {} static async s() {} async *g() {} x = async () => {}; }
    const o = { async m() {}, get y() { return 1; }, async *[Symbol.asyncIterator]() {}, async sup() { return super.toString; } };
    export async function main(log) {
      for (const [home, key] of [[A.prototype, "m"], [A, "s"], [A.prototype, "g"], [o, "m"], [o, Symbol.asyncIterator], [o, "sup"]]) {
        const { enumerable, writable, configurable, value } = Object.getOwnPropertyDescriptor(home, key);
        log(String(key), enumerable, writable, configurable, typeof value, value.length);
      }
      log(Object.keys(o), Reflect.ownKeys(A.prototype), Reflect.ownKeys(A));
    }`,
  "recursion through the own name of an expression": `
    export async function main(log) {
      const f = async function fact(n) { return n < 2 ? 1 : n * await fact(n - 1); };
      const g = async function me() { try { me = 1; } catch (e) { log(e.constructor.name); } return typeof me; };
      const h = async function own(own) { return own; };
      const i = async function v() { var v = 3; return v; };
      log(await f(5), await g(), await h(7), await i(), f.name, h.name);
      const later = async (n) => n === 0 ? "end" : await later(n - 1);
      log(await later(3), later.name);
    }`,
  "precedence of await": `
    const p = (x) => Promise.resolve(x);
    export async function main(log) {
      log(await p(1) + await p(2) * await p(3), -await p(4), !await p(0), typeof await p("x"), 2 ** await p(3), (await p(2)) ** 3);
      log(await p(1) ? await p("yes") : await p("no"), await p(null) ?? await p("d"), await p(0) || await p(5), (await p({ a: { b: 1 } })).a?.b);
      log([await p(1), ...await p([2, 3])], { a: await p(1), ...await p({ b: 2 }), [await p("c")]: 3 }, \`\${await p("t")}-\${await p("u")}\`);
      log(await await p(p(9)), await (await p(() => p(8)))(), new (await p(Date))(0).getTime(), (await p(log)) === log, await p(1) in { 1: 1 });
      let x = 1; x += await p(2); log(x, (x, await p(3)), delete (await p({})).q, void await p(1), await p([1]) instanceof await p(Array));
      const o = { v: 1 }; o[await p("v")] += await p(4); log(o); const [a = await p(6)] = []; log(a); log(await(p)(1),await[2],await{a:3}.a,await/r/.source,await"s");
    }`,
  "await with a line break before its operand": `
    export async function main(log) {
      const a = await
        Promise.resolve(1);
      log(a, await // comment
        Promise.resolve(2), await /* one
        two */ (3));
      await
      log("statement");
      return await
        4;
    }`,
  "statements without semicolons": `
    const p = (x) => Promise.resolve(x)
    export async function main(log) {
      const a = 1
      await p(2), log("comma")
      let b = a
      await p(3)
      log(b)
      const f = async () => {}
      ;[1].forEach(() => log("array"))
      const g = async () => { return 1 }
      (await p({ run: () => log("never") }))
      return "end"
    }`,
  "an arrow function ends a statement before a parenthesis": `
    export async function main(log) {
      let f = async () => { return 1 }
      /x/.test("x") && log("regular expression")
      const g = async (x) => { return x }
      \`template\`.length && log("template")
      f = 1 ? async () => {} : async () => {}
      [0].length; log("bracket")
      do f = async () => {}
      while (false)
      for (const h = async () => {};;) { log(typeof h); break }
      const nested = () => async () => {}
      (() => log("parenthesis"))()
      const awaited = async () => await 1
      +1; log(await awaited())
      class K { x = async () => {}
        ["y"] = 2
        static z = async () => 3;
        *gen() {} 
        a = 1
        async m() {}
        b
        async *n() {}
        static c = 1
        static async o() {} }
      log(new K().y, Object.keys(new K()), typeof K.prototype.m)
    }`,
  "if, else and loops without blocks": `
    const p = (x) => Promise.resolve(x);
    export async function main(log) {
      if (await p(0)) await p(1); else log("else");
      if (await p(1)) await p(2), log("then"); else await p(3);
      for (let i = await p(0); i < await p(3); i += await p(1)) if (await p(i === 1)) continue; else log(i);
      let n = 0; while (await p(n < 2)) n += await p(1); do await p(n--); while (await p(n > 0)); log(n);
      label: for (const x of await p([1, 2])) for (const y in await p({ a: 1, b: 2 })) { if (x === await p(1)) continue label; log(x, y); break label; }
      switch (await p(2)) { case await p(1): log("one"); case await p(2): log("two"); case 3: await p(0), log("three"); break; default: log("default"); }
      for (n of await p([7])) await p(n), log(n); for ((await p({})).x of [1]); var { v = await p(5) } = {}; log(v);
    }`,
  "try, catch and finally": `
    const fail = async (x) => { throw new Error(x); };
    async function f(log) { try { return await fail("a"); } catch ({ message }) { log(message); return "caught"; } finally { log(await 1); } }
    async function g() { try { return fail("b"); } catch { return "not here"; } }
    async function h() { for (;;) try { await fail("c"); } catch { break; } finally { await 0; } return "h"; }
    export async function main(log) { log(await f(log), await g().catch((e) => e.message), await h()); throw new TypeError("end"); }`,
  "arrow functions take this, arguments and new.target from around": `
    class A { constructor() { this.f = async () => [new.target?.name, this.constructor.name, arguments.length]; }
      m() { return async (x) => { const inner = async () => [this === await x, arguments[0]]; return await inner(); }; }
      async n() { return (async () => [...arguments, typeof this.m, await (async () => arguments.length)()])(); } }
    function outer() { return async (arg = arguments[1]) => { const { arguments: y } = { arguments: 5 }; return [arg, y, { arguments }.arguments.length, new.target]; }; }
    export async function main(log) {
      const a = new A(1, 2); log(await a.f(), await a.m("arg")(a), await a.n(7, 8), await outer(1, 2)(), await (async () => this)() === this);
    }`,
  "arrow functions and super": `
    class A { get v() { return this.w; } set v(x) { this.w = x; } m(x) { return [this.id, x]; } tag(s) { return [this.id, s[0]]; } static s() { return this.name; } get self() { return this; } }
    class B extends A { id = "b";
      m() { return async (k) => { super.v = await 5; super.v += 1; super["v"]++; [super.v] = [super.v * 2]; return [super.v, super.m(await 1), super[k](2), super.nothing?.(3), super.m?.(4), super.tag\`t\`, await (async () => super.m(6))()]; }; }
      async n() { return Promise.all([1, 2].map(async (x) => super.m(x))); }
      static t() { return (async () => super.s())(); } field = async () => super.m("field"); static stat = async () => super.s(); static { this.block = async () => super.s(); } 
      o() { return { __proto__: { q() { return ["q", this.z]; } }, z: 1, r() { return (async () => super.q())(); } }.r(); } }
    export async function main(log) { const b = new B(); log(await b.m()("m"), await b.n(), await B.t(), await b.field(), await B.stat(), await B.block(), await b.o()); }`,
  "arrow functions in a derived constructor": `
    class A { constructor() { this.a = 1; } q(x) { return [this.a, x]; } get K() { return class { v = 3; }; } }
    class B extends A { constructor(log) { const early = async () => this.a; const call = async () => { await 0; super(); return this; }; 
        super(); this.early = early; this.inner = async () => [await (async () => this.a)(), super.q(2), new this.K().v, this?.a]; this.twice = call; } }
    class C extends A { constructor() { const call = async () => { super(); return this.a; }; call().then((x) => { C.seen = x; }); } }
    class D extends A { constructor(log) { const f = async () => this; f().catch((e) => log(e.constructor.name)); super(); } }
    export async function main(log) { const b = new B(log); log(await b.early(), await b.inner()); await b.twice().catch((e) => log(e.constructor.name)); new C(); await 0; await 0; log(C.seen); new D(log); await 0; }`,
  "methods: super, private names, static, subclasses, borrowed": `
    class A { #p = 1; async m(x) { return [this.#p, x]; } static async s() { return this.name; } async *g() { yield this.#p; } async own() { return "A"; } }
    class B extends A { async m(x) { return ["B", ...(await super.m(x))]; } static async s() { return "sub " + await super.s(); } async *g() { yield 0; yield* super.g(); } async own() { return "B" + await super.own(); } }
    export async function main(log) {
      const b = new B(); log(await b.m(2), await B.s(), await b.own()); for await (const x of b.g()) log(x);
      await A.prototype.m.call({}).catch((e) => log(e.constructor.name)); const { own } = b; log(await A.prototype.own.call(1));
    }`,
  "private methods": `
    class A { v = 5; async #m(x) { return [this?.v, x]; } static async #s() { return this.name; } async *#g() { yield this.v; yield await 6; }
      async #sup() { return super.toString === Object.prototype.toString; }
      async run(log) { log(await this.#m(1), await A.#s(), #m in this, #m in {}, await this.#sup(), await A.#up.call("x"), this.#m === new A().#m);
        for await (const x of this.#g()) log(x); const f = this.#m; log(await f(2), await f.call({ v: 8 }, 3), await Promise.all([1, 2].map(this.#m)));
        try { this.#m = 1; } catch (e) { log(e.constructor.name); } try { ({}).run.call(this); this.run.call({}, log).catch((e) => log(e.constructor.name)); } catch (e) { log(e.constructor.name); } }
      static async #up() { return this.length; } }
    const make = () => class { async #x() { return "arrow"; } x() { return this.#x(); } };
    class F { k = class { async #x() { return "field"; } x() { return this.#x(); } }; static n = class { async #x() {} }.name; }
    const param = (k = class { async #x() { return "param"; } x() { return this.#x(); } }) => k;
    export async function main(log) { await new A().run(log); log(await new (make())().x(), make().name, await new (new F().k)().x(), new F().k.name, await new (param())().x(), param().name);
      const list = []; for (const n of [1, 2]) list.push(class { async #v() { return n; } v() { return this.#v(); } }); for (const k of list) log(await new k().v());
      let i = 0, kept = []; while (i < 2) kept[i++] = class Kept { async #v() { return super.hasOwnProperty; } v() { return this.#v; } }; log(new kept[0]().v() === new kept[1]().v(), new kept[0]().v() === new kept[0]().v()); }`,
  "computed keys are computed once, in order": `
    export async function main(log) {
      const key = (k) => ({ toString() { log("key", k); return k; } });
      class A { [(log(1), "x")] = 1; async [key("a")]() { return "a"; } static async [key("b")]() { return "b"; } async *[key("c")]() { yield "c"; } [key("d")]() {} async [(0, "e")]() { return "e"; } async [await "f"]() { return "f"; } }
      log(await new A().a(), await A.b(), await new A().e(), await new A().f()); for await (const x of new A().c()) log(x);
      const o = { async [key("g")]() { return "g"; }, [key("h")]: async () => "h", async *[key("i")]() { yield "i"; }, [(0, "j")]: async () => 1, async [key("k")]() { return super.toString === Object.prototype.toString; }, async [await "l"]() {} };
      log(await o.g(), await o.h(), await o.k(), o.j.name, o.g.name, o.k.name, o.l.name, Object.keys(o));
      const nested = (n) => class { async [n ? (nested(n - 1), "k" + n) : "k0"]() { return n; } }; log(await new (nested(2))().k2());
    }`,
  "a member replaces an earlier one": `
    class A { async m() { await 1; return 1; } m() { return 2; } async n() { return 1; } *n() { yield 2; } p() {} async p() { return 3; } static async m() { return "s"; } async get() { return 4; } get get() { return 5; } }
    const o = { async a() { return 1; }, a: 2, b: 1, async b() { return 3; }, async c() { return super.x; }, ...{ d: 1 }, async __proto__() { return "proto"; } };
    export async function main(log) { const a = new A(); log(a.m(), [...a.n()], await a.p(), await A.m(), a.get, o.a, await o.b(), await o.c(), o.d, await o.__proto__(), Object.keys(o)); }`,
  "static blocks and fields see async methods": `
    class A { static first = A.s(); static { this.second = this.s(); } static async s() { return "s"; } x = this.m(); async m() { return "m"; } static async *g() { yield 1; } static third = [...[A.g().next()]]; }
    export async function main(log) { log(await A.first, await A.second, await new A().x, await A.third[0]); }`,
  "class expressions, heritage and names": `
    export async function main(log) {
      const A = class { async m() { return 1; } }, B = class Named extends (await A) { async m() { return Named.name + await super.m(); } };
      log(A.name, B.name, await new B().m(), await new (class { async m() { return 2; } })().m()); class C extends class { async #p() { return 4; } p() { return this.#p(); } } {} log(await new C().p());
      const f = () => class { async [\`k\${1}\`]() { return 5; } }; log(f().name, await new (f())().k1());
    }
    export default class { async m() {} }`,
  "async generators": `
    async function* f(n) { try { const got = yield n; const more = yield got * 2; return more; } finally { await 0; yield "cleanup"; } }
    async function* values() { yield 1; yield Promise.resolve(2); yield; yield [yield 3]; return Promise.resolve("r"); }
    async function* rejects() { try { yield Promise.reject(new Error("no")); } catch (e) { yield e.message; } try { return Promise.reject(new Error("ret")); } catch (e) { yield "caught " + e.message; } }
    export async function main(log) {
      const a = f(1); log(await a.next("ignored"), await a.next(5), await a.return("early"), await a.next(), await a.next());
      const b = f(1); await b.next(); log(await b.throw(new Error("in")).catch((e) => e.message), await b.next().catch((e) => e.message), await b.next());
      const c = f(1); log(await c.return(Promise.resolve(7)), await c.next(), await f(1).throw(new Error("x")).catch((e) => e.message), await f(1).return(Promise.reject(new Error("y"))).catch((e) => e.message));
      const all = []; for await (const x of values()) all.push(x); log(all); for await (const x of rejects()) log(x);
      const v = values(); log(await Promise.all([v.next(), v.next(), v.next(), v.next("s"), v.next("t"), v.next("u"), v.next("w")]));
      log(v[Symbol.asyncIterator]() === v);
    }`,
  "yield in all places": `
    async function* g() { const x = (yield 1) + (yield 2), y = [yield 3, ...(yield 4)], z = yield yield 5; yield
      yield await 6; const f = async () => await 7; yield f(); yield x ? y : z; (yield 8, yield 9); return { x, y, z }; }
    async function* s() { let a = 1
      yield a
      yield a, yield 2
      const t = yield async () => {}
      ;[0].length
      return (x) => {}
    }
    export async function main(log) {
      for (const make of [g, s]) { const it = make(); let r, n = 0; while (!(r = await it.next(n % 5 === 4 ? [n] : n)).done && ++n < 30) log(typeof r.value === "function" ? "fn" : r.value); log(typeof r.value === "function" ? "fn" : r.value); }
    }`,
  "yield* delegates": `
    async function* inner(log) { try { const got = yield 1; log("got", got); yield 2; } catch (e) { log("caught", e.message); yield "after"; } finally { log("closed"); } return "result"; }
    async function* outer(log) { return [yield* inner(log), yield* [Promise.resolve("sync"), 3], yield* "ab"]; }
    export async function main(log) {
      const a = outer(log); log(await a.next(), await a.next("x"), await a.next(), await a.next(), await a.next(), await a.next(), await a.next());
      const b = outer(log); await b.next(); log(await b.throw(new Error("t")), await b.return("r"));
      const bad = (async function* () { yield* 5; })(); await bad.next().catch((e) => log(e.constructor.name));
    }`,
  "for await: bindings": `
    const items = async function* () { yield { a: 1, b: [2, 3] }; yield { a: 4, b: [5, 6] }; };
    export async function main(log) {
      for await (const { a, b: [c, ...d], e = await "default" } of items()) log(a, c, d, e); let x, o = {}; for await (x of [1, Promise.resolve(2)]) log(x); for await (o.p of [3]) log(o); for await ({ a: o.q, ...x } of items()); log(o, x);
      for await (const x of new Set([7])) { let x = 8; log(x); } for await (var v of [9]); log(v); const fns = []; for await (let i of [1, 2]) fns.push(() => i++); log(fns.map((f) => f()), fns[0]()); for await (const y of []) log("never"); for await (const z of (0, [10])) log(z);
      if (v) for await (const w of [11]) log(w); else log("no");
      for await (const q of [1,2]) if (q === 1) continue; else { log("q", q); break }
    }`,
  "for await: how the iterator is closed": `
    const make = (log, how = {}) => ({ [Symbol.asyncIterator]() { let n = 0; return { async next() { log("next"); if (how.nextFails) throw new Error("next"); return how.notObject ? 1 : { value: ++n, done: n > 3 }; },
      ...(how.noReturn ? {} : { async return(v) { log("return", v); if (how.returnFails) throw new Error("return"); return how.returnsNothing ? undefined : {}; } }) }; } });
    async function run(log, how, body) { try { return await body(make(log, how)); } catch (e) { return e.message; } }
    export async function main(log) {
      const bodies = { complete: async (it) => { for await (const x of it); return "done"; }, breaks: async (it) => { for await (const x of it) break; return "broke"; }, returns: async (it) => { for await (const x of it) return x; }, throws: async (it) => { for await (const x of it) throw new Error("body"); }, destructures: async (it) => { for await (const { a: { b } } of it); }, continues: async (it) => { o: for (const n of [1, 2]) for await (const x of it) continue o; return "continued"; }, labels: async (it) => { a: b: for await (const x of it) { for (;;) { if (x < 2) continue a; break b; } } return "labels"; }, inner: async (it) => { for await (const x of it) { try { break; } finally { log("finally", await x); } } } };
      for (const how of [{}, { nextFails: true }, { returnFails: true }, { noReturn: true }, { returnsNothing: true }, { notObject: true }])
        for (const [name, body] of Object.entries(bodies)) log(name, JSON.stringify(how), (await run(log, how, body))?.toString().replace(/ .*/, ""));
    }`,
  "for await: plain iterators": `
    const make = (log, values) => ({ [Symbol.iterator]() { let n = 0; return { next() { log("next"); return { value: values[n], done: n++ >= values.length }; }, return() { log("return"); return { value: Promise.resolve(1), done: true }; } }; } });
    export async function main(log) {
      for await (const x of make(log, [1, Promise.resolve(2)])) log(x); for await (const x of make(log, [1, 2])) break; try { for await (const x of make(log, [1, 2])) throw new Error("b"); } catch (e) { log(e.message); }
      for (const bad of [null, undefined, 5, {}]) try { for await (const x of bad); } catch (e) { log(e.constructor.name); }
      function* gen() { try { yield 1; yield 2; } finally { log("closed"); } } for await (const x of gen()) { log(x); if (x === 1) break; }
    }`,
  "for await in an async generator that is left early": `
    async function* source(log) { try { yield 1; yield 2; } finally { log("source closed"); await 0; } }
    async function* twice(log) { for await (const x of source(log)) { yield x; yield x; } log("not left early"); }
    export async function main(log) { for await (const x of twice(log)) { log(x); break; } const g = twice(log); await g.next(); log(await g.return("r")); const h = twice(log); await h.next(); log(await h.throw(new Error("t")).catch((e) => e.message)); for await (const x of twice(log)) log(x); }`,
  "the order of steps is the language's": `
    export async function main(log) {
      const a = async () => { log("a1"); await null; log("a2"); await b(); log("a3"); return "a"; }; const b = async () => { log("b1"); await 0; log("b2"); };
      const c = async () => { log("c1"); return await Promise.resolve().then(() => log("c2")); }; const t = { then(f) { log("then"); f("thenable"); } };
      const p = [a(), c(), Promise.resolve().then(() => log("p1")).then(() => log("p2")).then(() => log("p3")), (async () => log(await t))(), (async () => t)().then(log), (async () => Promise.resolve("inner"))().then(log)];
      log("sync"); await Promise.all(p); for (let i = 0; i < 3; i++) { Promise.resolve().then(() => log("tick", i)); await i; }
    }`,
  "nested functions of all kinds": `
    export async function main(log) {
      async function outer(a) { function plain() { return typeof this; } function* gen() { yield a; } async function inner() { return [a, plain.call(1), ...gen()]; } const arrow = async () => (await inner()).concat(await (async function () { return arguments.length; })(1, 2)); return arrow(); }
      { async function block() { return "block"; } log(await block()); } if (true) { log(await late()); async function late() { return "late"; } }
      const async = (x) => x, o = { async, await: 1, async: 2, get async() { return 3; } }; log(async(1), o.async, await outer("x"));
      log(await (async x => x)(1), await (async (x, y = x) => y)(2), await (async ({ x }) => ({ x }))({ x: 3 }), await (async x => y => async z => x + y + z)(1).then((f) => f(2)(3)), await (async () => (1, 2))(), await (async () => { })());
    }`,
  "an arrow function's body on the next line, with comments": `
    export async function main(log) {
      const f = async () =>
        // comment
        [1, 2]; const g = async (x) => /* a */ x /* b */ // c
      const h = async (/* p */ a /* q */, b /* r */) /* s */ => a + b; const i = async x => // t
        ({ x }); const j = async(a)=>a, k = async a=>{ return a }
      log(await f(), await g(1), await h(1, 2), await i(3), await j(4), await k(5));
    }`,
  "getters, setters and generators stay as they are": `
    class A { get async() { return "get"; } set await(v) { this.w = v; } *gen() { yield 1; } static get s() { return async () => "s"; } async = 1; static async = 2; "async"() {} static *async2() {} }
    export async function main(log) { const a = new A(); a.await = 3; log(a.async, a.w, [...a.gen()], await A.s(), A.async, typeof a["async"]); }`,
  "eval and strings that look like code": `
    export async function main(log) { const s = "async function await yield", t = \`async \${await "x"} => \`, r = /async (await)/.source; log(s, t, r, await (async function named() { return eval("typeof named"); })()); // async () => await
    }`,
  "awaits in class and object heads": `
    export async function main(log) {
      class A extends (await class { v = 1; }) { [await "k"] = 2; static [await "s"]() { return 3; } } log(new A().v, new A().k, A.s());
      const { [await "a"]: x, ...rest } = await { a: 1, b: 2 }; log(x, rest, { [await "c"]: await 4 }, { async [await "d"]() { return 5; } }.d.name); function f(a) { return async (b = a) => b; } log(await f(6)());
    }`,
};
