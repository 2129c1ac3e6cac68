import assert from "node:assert/strict";
import { test } from "node:test";
import { virtualLoop } from "../support/ways.js";

test("defaultExceptionHandler: prints the message, what it happened to, and the error itself", (t) => {
  const print = t.mock.method(console, "error", () => {});
  using loop = virtualLoop();
  const exception = new Error("oops");
  const future = loop.createFuture<string>();
  loop.callExceptionHandler({ message: "Something happened", exception, future });
  const [text, , printed] = print.mock.calls[0]?.arguments ?? [];
  assert.match(String(text), /^Something happened\nfuture: <Future pending>$/);
  assert.equal(printed, exception);
});

test("defaultExceptionHandler: prints a thrown undefined, and nothing where nothing was thrown", (t) => {
  const print = t.mock.method(console, "error", () => {});
  using loop = virtualLoop();
  loop.callExceptionHandler({ message: "Something was thrown", exception: undefined });
  loop.callExceptionHandler({ message: "Something happened" });
  assert.equal(print.mock.calls[0]?.arguments.length, 3);
  assert.equal(print.mock.calls[0]?.arguments[2], undefined);
  assert.deepEqual(print.mock.calls[1]?.arguments, ["Something happened"]);
});

test("defaultExceptionHandler: an empty message is replaced by a general one", (t) => {
  const print = t.mock.method(console, "error", () => {});
  using loop = virtualLoop();
  loop.callExceptionHandler({ message: "" });
  assert.deepEqual(print.mock.calls[0]?.arguments, ["Unhandled exception in event loop"]);
});

test("defaultExceptionHandler: names the task and the handle, and takes a description for what is gone", (t) => {
  const print = t.mock.method(console, "error", () => {});
  using loop = virtualLoop();
  const handle = loop.callSoon(function tick() {});
  loop.callExceptionHandler({ message: "m", handle, description: "<Future long gone>" });
  assert.match(
    String(print.mock.calls[0]?.arguments[0]),
    /handle: <Handle tick\(\)>\ndescription: <Future long gone>$/,
  );
});

test("callExceptionHandler: without a handler of one's own, the default one prints a callback's error", (t) => {
  const print = t.mock.method(console, "error", () => {});
  using loop = virtualLoop();
  const exception = new Error("oops");
  loop.callSoon(() => {
    throw exception;
  });
  loop.callSoon(() => loop.stop());
  loop.runForever();
  assert.equal(print.mock.callCount(), 1);
  const [text, , printed] = print.mock.calls[0]?.arguments ?? [];
  assert.match(String(text), /Exception in callback <Handle anonymous\(\)>\nhandle: <Handle anonymous\(\)>/);
  assert.equal(printed, exception);
});
