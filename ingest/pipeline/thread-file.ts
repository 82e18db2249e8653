/**
 * The file that a thread runs, beside the one that starts it: `.ts` from a checkout, `.js` in the published package.
 * @param from import.meta.url of who starts it
 */
export const threadFile = (name: string, from: string): URL =>
  new URL(`./${name}${from.endsWith('.ts') ? '.ts' : '.js'}`, from);
