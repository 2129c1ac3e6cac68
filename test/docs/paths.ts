/** The repository. These files run in build/test/docs/. */
export const root = new URL("../../../", import.meta.url);
