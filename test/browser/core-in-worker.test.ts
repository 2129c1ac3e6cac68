import assert from "node:assert/strict";
import { testCore } from "./core-run.js";

const WORKER = `
  onmessage = ({ data: { file, first } }) => import(file).then(() => runTests(first)).then(
    (outcome) => postMessage({ outcome }),
    (error) => postMessage({ error: String(error.stack) }),
  );
`;

testCore(
  "they pass in a worker, where loops block as in a thread",
  new Map([["worker.js", WORKER]]),
  (file, first) => `new Promise((resolve, reject) => {
    const worker = new Worker("/worker.js", { type: "module" });
    worker.onmessage = ({ data: { outcome, error } }) => outcome ? resolve(outcome) : reject(new Error(error));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ file: "/${file}", first: ${first} });
  })`,
  ({ passed, skipped }) => {
    assert.ok(passed > 20 * skipped.length, `${passed} passed, ${skipped.length} skipped`);
    assert.deepEqual(
      skipped.filter((text) => text.endsWith("blocks the thread")),
      [],
    );
  },
);
