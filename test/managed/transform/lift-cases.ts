/* Programs whose async functions are made anew at each run of the code around them, and share variables with it. */
export const liftCases: Readonly<Record<string, string>> = {
  "variables that are written on both sides stay one": `
    export async function main(log) {
      let n = 1, m, s = "s", big = 1n, o = null;
      const inner = async (x) => { n += x; n **= 2; log(n, n++, ++n, n--, --n); m = await n; big++; log(big++, ++big); o ??= { n }; o &&= await { o, n }; s ||= "never"; s += await "t"; m ??= 5; return [n, m, (n = 7)]; };
      log(await inner(2), n, m, s, big, o); n = 10; log(await inner(1), n, typeof n, typeof m);
      const late = async () => { n += await (n = 100, 1); return n; }; n = 1; log(await late(), n);
    }`,
  "each turn of a loop has variables of its own": `
    export async function main(log) {
      const fns = []; for (let i = 0; i < 3; i++) { let k = i * 2; const c = k; fns.push(async () => [i, k++, c, i++]); i += 0; }
      for (const x of [1, 2]) fns.push(async () => x); for (const k in { a: 1, b: 2 }) fns.push(async (y = k) => y); for (let x of [8]) { x++; fns.push(async () => x++); }
      for (const fn of fns) log(await fn(), await fn()); let w = 0; while (w < 2) { const v = w++; fns.push(async () => [v, w]); } log(await fns.at(-1)(), await fns.at(-2)());
    }`,
  "the step of a loop writes to the next turn's variable": `
    export async function main(log) {
      const fns = []; for (let i = 0, f = async () => ["head", i, f.name]; i < 2; i++) fns.push(f, async () => ["body", i], async () => { const g = async () => i; return await g(); });
      for (let i = 0; i < 2 && fns.push(async () => ["test", i]); fns.push(async () => ["step", i]), i++) fns.push(async () => ["body", i]);
      for (let i = 0; i < 2; (() => i++)()) fns.push(async () => ["called in the step", i]); for (let i = 0, set; i < 2; i++) { set ??= (n) => { i = n; }; fns.push(async () => ["set", i]); set(5); }
      for (let i = 0, j = 9; i < j; [i, j] = [i + 3, j - 3]) { if (i === 0) continue; async function declared() { return [i, j]; } fns.push(declared); } for (let i = 0; i < 2; ++i) for (let k = i; k < 2; k += 1) fns.push(async (i2 = i) => [i, k, i2]);
      for (const f of fns) log(await f()); let n = 0; for (let i = 0; await (async () => i < 3)(); i++) n += await (async () => { await 0; return i; })(); log(n);
    }`,
  "a variable that has no value yet rejects when it is used, not before": `
    export async function main(log) {
      const early = async () => { log("begins"); await 0; return later; }; const failed = early().catch((e) => e.constructor.name); log(await failed); const later = 1; log(await early());
      log(await hoisted().catch((e) => e.constructor.name)); let set = 2; async function hoisted() { log("hoisted"); return set; } log(await hoisted());
      const a = async () => b(), b = async () => "b"; log(await a()); const self = async (n) => n === 0 ? "self" : await self(n - 1); log(await self(2));
      switch (0) { case 1: let z = 1; case 0: await (async () => z)().catch((e) => log(e.constructor.name)); const f = async () => { z = 4; }; await f().catch((e) => log(e.constructor.name)); }
      const k = class K { static s = (async () => K)().catch((e) => e.constructor.name); m = async () => K; }; log(await k.s === k, await new k().m() === k);
      function params(f = async () => g, g = f) { return f().then((x) => x === g, (e) => e.constructor.name); } log(await params()); function before(f = (async () => g)(), g = 1) { return f.catch((e) => e.constructor.name); } log(await before());
    }`,
  "constants are not written": `
    export async function main(log) {
      const c = 1; await (async () => { log("before"); c = await 2; })().catch((e) => log(e.constructor.name, c)); await (async () => { c++; })().catch((e) => log(e.constructor.name));
      const f = async function me() { me = 1; }; await f().catch((e) => log(e.constructor.name));
    }`,
  "names that hide others": `
    const top = "top", x = "outer x";
    export async function main(log) {
      const f = async (top) => { { let x = "inner"; log(x, top); } return x; }; log(await f(1), top);
      { const x = "block"; log(await (async () => { const g = async (x) => x; return [x, await g("param")]; })()); }
      try { throw "thrown"; } catch (x) { log(await (async () => x)()); } try { throw 1; } catch (e) { log(await (async () => { e = 2; return e; })(), e); } try { throw 1; } catch (e) { var e = 5; log(await (async () => e)()); } log(e);
      const value = 1; let $value = 2; await (async () => { $value = 3; })(); log(value, $value); let v = 0; const w = async (v = () => w, w2 = v) => { var v; return typeof v; }; log(await w());
      let y = 1; const h = async (p = y) => { var y = 2; return [p, y]; }; log(await h()); y = 3; log(await h()); const cy = 4, k = async (p = cy) => { let cy = 5; return [p, cy]; }; log(await k());
      label: for (const n of [1]) { log(await (async () => { label: for (;;) break label; return { n, top, n: n, ["n" + n]: n }; })()); }
    }`,
  "objects with this, parameters and names": `
    export async function main(log) {
      const make = (id) => ({ id, async m(a, { b } = {}, ...c) { await 0; return [this.id, id, a, b, c]; }, async *g(n) { yield this.id; yield id; for (const i of [1, 2]) yield await (async () => i + n)(); }, async "q r"() { return this === o; }, async 5() { return id; }, async __proto__() { return "own"; }, k: async function () { return this.id; }, l: async () => typeof this });
      const o = make(7); log(await o.m(1, { b: 2 }, 3, 4), await o.m(), await o["q r"](), await o[5](), await o.__proto__(), await o.k(), await o.l()); for await (const x of o.g(10)) log(x);
      log(o.m.name, o.m.length, o.g.name, o.k.name, o.l.name, o["q r"].name, Object.getPrototypeOf(o) === Object.prototype); const f = async (a, b = 1, ...c) => [a, b, c], h = async ({ a }, [b], c) => [a, b, c]; log(f.length, h.length, f.name, await f(), await f(1, undefined, 3, 4), await h({ a: 1 }, [2]));
      await h().catch((e) => log(e.constructor.name)); class A { x = 1; f = async () => this.x; m() { return async () => [this.x, await (async () => this.x)()]; } static s = async () => this.name; #p = 2; p() { return async () => this.#p; } q() { return async () => #p in this; } } log(await new A().f(), await new A().m()(), await A.s(), await new A().p()(), await new A().q()());
    }`,
  "places in which a name is called, made and assigned": `
    export async function main(log) {
      let K = class { constructor(x) { this.x = x; } static In = class { y = 1; }; static f() { return this === K; } }, o = { t(s) { return s[0] + typeof this; } }, t = (s) => s[0], f = function () { return typeof this; }; K = K; o = o; t = t; f = f;
      const inner = async () => { log(new K(1).x, new K.In().y, K.f(), new (class extends K {})(2).x, o.t\`a\`, t\`b\`, f(), o?.["t"]("c"), new K().x, [...o.t("d")], typeof K); delete o.t; const all = { K, o, "f": f }; return all; }; log(Object.keys(await inner()), o);
      let a = 1, b; const many = async () => { a = b = a + 1, b += a; [a, b] = [b, a]; for (a of [5]) b = a; ({ a, x: b = a } = { a: 1 }); a = () => {}; return [a.name, b]; }; log(await many(), typeof a);
      let c = 0; const arrow = async () => { c = 1 ? () => log("not called") : 0
        (c)
        c = c ?? 1
        return c
      }; await arrow(); const nested = async () => async () => async () => [c === c, a === a]; log(await (await (await nested())())());
    }`,
  "functions in functions in functions": `
    export async function main(log) {
      const outer = async (a) => { let n = a; const middle = async (b) => { n += b; const inner = async (c) => { n += c; const o = { async m() { return [a, b, c, n++]; } }; return [await o.m(), await o.m(), n]; }; return [await inner(1), await (async () => [n, a])(), n]; }; return [await middle(10), n, await middle(20)]; }; log(await outer(100), await outer(200));
      function plain(x) { let y = x; return { get: async () => y, set: async (v) => { y = v; }, both: async function* () { yield y; y++; yield y; } }; } const p = plain(1), q = plain(2); await p.set(5); log(await p.get(), await q.get()); for await (const v of p.both()) log(v); log(await p.get());
      const rec = async (n) => { const list = []; for (let i = 0; i < n; i++) list.push(async () => i + await rec(i)); let sum = 0; for (const f of list) sum += await f(); return sum; }; log(await rec(5)); async function a(n) { return n === 0 ? "a" : b(n - 1); } async function b(n) { return n === 0 ? "b" : a(n - 1); } log(await a(3), await b(3));
    }`,
  "for await goes through a variable from around": `
    export async function main(log) {
      let list, n = 0, sum = 0; list = [1, 2];
      await (async () => { for await (const x of list) log("captured", x); for await (const { x = 5 } of 0 || list) log(x); for await (let a of list) for await (sum of list) log(a++, sum); })();
      await (async () => { for await (const x of list) log(x, n++); for await (const { length } of [[3, 3], n, n++, ++n] && [n++]) log(length); for await (const k of (await 0, list)) { log(k); break } for await (const x of n === 3 ? 0 : list) log(x, n); a: for await (const x of 0 || await list) continue a; return n })(); log(n);
      async function* from(a, b) { const f = async () => { for await (const x of arguments) log("argument", x); for await (const x of this ?? arguments) log(x); }; await f(); yield n; } for await (const x of from("a", "b")) log(x);
    }`,
  "a function that ends with a variable from around, behind one that is lifted too": `
    export async function main(log) {
      let last = 1, none; last = 2; const call = async (f) => await f(); const f = async () => await call(async () => { log("inner", last); }) ?? last; log(await f());
      const g = async () => await call(async () => { log("inner", last++); return 1; }) + last++, h = async () => [await call(async () => last)] && await call(async () => { none = last; }) || none, i = async () => none = await call(async () => 8) * last; log(await g(), await h(), await i(), last, none);
    }`,
  "statements and ends of lines around them": `
    export async function main(log) {
      let x = 1
      const f = async () => { x++ }
      ;[f].forEach((g) => g())
      const g = async () => {
        x++
      }
      (log("not a call of g"))
      const h = async y => y
      +x, i = async function () { return x }
      log(await h(1), await i(), await g()); (async () => { x = 9 })()
      await (async () => {
        x++;
      })(), log(x); for (const k of [async () => x]) log(await k()); if (x) (async () => log("if"))(); else (async () => {})()
      do await (async () => x--)(); while (x > 8); return typeof (async () => x)
    }`,
};
