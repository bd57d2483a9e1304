/**
 * Words divided by blanks; quotes of either kind and backslashes hold blanks together. Undefined where a quote is left
 * open or there is no word.
 */
export function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text.charAt(i);
    if (quote !== undefined && sign === quote) quote = undefined;
    else if (sign === '\\' && quote !== "'" && i + 1 < text.length)
      word = (word ?? '') + text.charAt((i += 1));
    else if (quote !== undefined) word = (word ?? '') + sign;
    else if (sign === '"' || sign === "'") [quote, word] = [sign, word ?? ''];
    else if (sign !== ' ' && sign !== '\t') word = (word ?? '') + sign;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return quote !== undefined || words[0] === undefined || words[0] === '' ? undefined : words;
}
