// biome-ignore lint/style/noDefaultExport: Jest wants one
export default {
  rootDir: import.meta.dirname,
  testMatch: ["<rootDir>/jest-*.js"],
  testEnvironment: "node",
  transform: {},
};
