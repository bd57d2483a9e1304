import { describe, expect, it } from 'vitest';
import { codeFiles, files, linesMatching, read, sizeOf, writtenFiles } from './repository.ts';

const blobBytesMax = 200_000;
const sourceLinesMax = 300;

const lockFile = 'package-lock.json';
const written = writtenFiles.filter((file) => file !== lockFile);
/** This file names what it looks for. */
const others = written.filter((file) => file !== 'tools/tidy/files.unit.spec.ts');

describe('files', () => {
  it(`none but the lock is larger than ${blobBytesMax} bytes`, () => {
    const large = files.filter((file) => file !== lockFile && sizeOf(file) > blobBytesMax);
    expect(large).toEqual([]);
  });

  it(`sources have at most ${sourceLinesMax} lines: a longer one has two reasons to exist`, () => {
    const long = codeFiles
      .filter((file) => !file.endsWith('.spec.ts'))
      .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > sourceLinesMax);
    expect(long).toEqual([]);
  });

  it('leave nothing for later in the text', () => {
    expect(linesMatching(others, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  it('name no folder of a machine', () => {
    const machinePath = /(^|[\s"'`(=:])\/(work|root|tmp|Users|home\/(?!USER|me\b))[/\w-]/;
    expect(linesMatching(others, machinePath)).toEqual([]);
  });

  it('name no package registry', () => {
    expect(linesMatching(others, /registry\.(npmjs|yarnpkg)|^\s*registry\s*=|_authToken/)).toEqual(
      [],
    );
    expect(linesMatching([lockFile], /"resolved": "(?!apps\/|libs\/)/)).toEqual([]);
  });

  it('swallow no error', () => {
    // ESLint refuses empty blocks; this looks for the handler that does nothing, too.
    const code = codeFiles.filter((file) => !file.startsWith('tools/'));
    const empty = /catch\s*(\([^)]*\))?\s*\{\s*\}|\.catch\(\s*\(\w*\)\s*=>\s*\{\s*\}\s*\)/;
    expect(linesMatching(code, empty)).toEqual([]);
  });

  it('end with one newline and use no carriage return', () => {
    const bad = written.filter(
      (file) => !/^$|[^\n]\n$/.test(read(file).slice(-2)) || /\r/.test(read(file)),
    );
    expect(bad).toEqual([]);
  });

  it('keep secrets out: no private key', () => {
    expect(linesMatching(others, /-----BEGIN [A-Z ]*PRIVATE KEY-----/)).toEqual([]);
  });
});
