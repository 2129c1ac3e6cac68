// biome-ignore lint/style/noDefaultExport: Jest wants one
export default {
  rootDir: import.meta.dirname,
  testMatch: ["<rootDir>/jest.test.js"],
  testEnvironment: "node",
  // What is tested is JavaScript already, in modules, for which Jest needs node --experimental-vm-modules.
  transform: {},
};
