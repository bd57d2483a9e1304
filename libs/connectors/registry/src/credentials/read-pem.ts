import { FileUnreadable, readSmallFile } from './read-small-file.ts';

/** @throws FileUnreadable also where the file is no PEM */
export function readPem(file: string): string {
  const text = readSmallFile(file).toString('utf8');
  if (text.includes('-----BEGIN ')) return text;
  throw new FileUnreadable(`the file ${JSON.stringify(file.replace(/\p{Cc}/gu, '?'))} is no PEM`);
}
