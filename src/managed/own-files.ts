/** The folder of this package's own files. Their few native async functions are native on purpose. */
export const OWN_FILES = new URL("../", import.meta.url);
