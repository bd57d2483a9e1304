import { describe, expect, it } from 'vitest';
import { linesMatching, specFiles } from './repository.ts';

const others = specFiles.filter((file) => file !== 'tools/tidy/specs.unit.spec.ts');

describe('specs', () => {
  it('have a kind that the runner knows', () => {
    const unknown = specFiles.filter((file) => !/\.(unit|int|sim|e2e)\.spec\.ts$/.test(file));
    expect(unknown).toEqual([]);
  });

  it('are all run', () => {
    const narrowed =
      /\b(it|test|describe|suite)(\.\w+)*\.(only|skip|todo|fails)\b|\b(fit|xit|fdescribe|xdescribe)\(/;
    expect(linesMatching(others, narrowed)).toEqual([]);
  });

  it('say why where they skip themselves', () => {
    // `context.skip(reason)` prints its reason; `skipIf` and a bare `skip()` have none.
    expect(linesMatching(others, /\.(skipIf|runIf)\(|\b(context|ctx|task)\.skip\(\s*\)/)).toEqual(
      [],
    );
  });
});
