/** This folder's sources. The compiled code runs from build/conformance/, and Python files and JSON stay here. */
export const sourceFolder = new URL("../../conformance/", import.meta.url);
