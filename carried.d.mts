/** Data that modules read beside themselves, wherever they are: paths below the root. */
export const READ_BESIDE: readonly string[];
/** Fills the folder `to`, a URL that ends with a slash, from `entry`, the path of cli/carried/main. */
export function bundleCarried(entry: string, to: URL): Promise<void>;
