import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@mailhaul/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findHook } from './find-hook.ts';
import { runHook } from './run-hook.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'mailhaul-hooks-'));
  for (const folder of ['acme', 'other', '_all'])
    mkdirSync(join(root, 'hooks', folder), { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const hooks = () => join(root, 'hooks');
function script(place: string, text: string, mode = 0o755): string {
  const file = join(hooks(), place);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, mode);
  return file;
}
const run = (file: string, facts: Record<string, string> = {}, msMax = 10_000) =>
  runHook({ file, facts, msMax }, { clock: systemClock, signal: new AbortController().signal });

describe('a hook', () => {
  it('is told what to do in arguments that no shell reads', async () => {
    const file = script('acme/args', 'for one in "$@"; do echo "[$one]"; done');
    const nasty = '$(id); `id` | cat "x" \'y\' -rf';
    expect(await run(file, { action: 'create', name: nasty })).toEqual({
      kind: 'done',
      words: `[--action=create] [--name=${nasty}]`,
    });
  });

  it('says by its exit how it ended', async () => {
    expect((await run(script('acme/no', 'echo no licence >&2; exit 3'))).kind).toBe('denied');
    expect(await run(script('acme/bad', 'echo broken >&2; exit 1'))).toEqual({
      kind: 'failed',
      words: 'broken',
    });
    expect((await run(script('acme/dies', 'kill -9 $$'))).kind).toBe('failed');
    expect((await run(join(hooks(), 'acme/absent'))).kind).toBe('failed');
  });

  it('that hangs is killed with all that it began', async () => {
    const pidFile = join(root, 'child.pid');
    const file = script('acme/hangs', `sleep 600 & echo $! > ${pidFile}; echo waiting; wait`);
    const end = await run(file, {}, 400);
    expect(end).toEqual({ kind: 'late', words: 'waiting' });
    const pid = Number(await readFile(pidFile, 'utf8'));
    await systemClock.sleep(100);
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '0 (gone) X');
    expect(stat.split(') ')[1]?.[0]).toMatch(/[XZ]/);
  });

  it('may leave children behind that print for ever, and is not waited for', async () => {
    const file = script('acme/leaves', '(while :; do echo x; done) & echo made; exit 0');
    const startMs = systemClock.monotonicMs();
    expect((await run(file)).kind).toBe('done');
    expect(systemClock.monotonicMs() - startMs).toBeLessThan(5_000);
  });

  it('prints what it likes: the end of it is kept, and controls nobody’s terminal', async () => {
    const flood =
      'head -c 5000000 /dev/zero | tr "\\0" "z"; printf "\\033[2J\\007\\rlast\\n\\377\\n"; exit 1';
    const { words } = await run(script('acme/loud', flood));
    expect(words.length).toBeLessThanOrEqual(1000);
    expect(words).toContain('last');
    // eslint-disable-next-line no-control-regex -- none of them may be left
    expect(words).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  it('sees nothing of this process: no environment, no input', async () => {
    process.env['MAILHAUL_SPEC_SECRET'] = 'do-not-tell';
    const file = script('acme/env', 'env; cat; echo end');
    const { kind, words } = await run(file);
    delete process.env['MAILHAUL_SPEC_SECRET'];
    expect(kind).toBe('done');
    expect(words).not.toContain('do-not-tell');
    expect(words).toContain('end');
    expect(
      words
        .split(' ')
        .filter((one) => /^[A-Z_]+=/.test(one))
        .map((one) => one.split('=')[0])
        .sort(),
    ).toEqual(expect.arrayContaining(['LANG', 'PATH']));
  });
});

describe('which program a hook is', () => {
  it('is the tenant’s own, else one for all', async () => {
    const own = script('acme/enable', 'exit 0');
    const shared = script('_all/enable', 'exit 0');
    expect(await findHook(hooks(), 'acme', 'enable')).toBe(own);
    expect(await findHook(hooks(), 'other', 'enable')).toBe(shared);
    expect(await findHook(undefined, 'acme', 'enable')).toBeUndefined();
    expect(await findHook(hooks(), 'acme', 'nothing')).toBeUndefined();
  });

  it('is never one outside its folder, nor one that others could change', async () => {
    script('other/secret', 'exit 0');
    writeFileSync(join(root, 'outside'), '#!/bin/sh\n');
    chmodSync(join(root, 'outside'), 0o755);
    symlinkSync(join(root, 'outside'), join(hooks(), 'acme', 'link'));
    symlinkSync('/bin/sh', join(hooks(), 'acme', 'sh'));
    script('acme/open', 'exit 0', 0o777);
    script('acme/text', 'exit 0', 0o644);
    mkdirSync(join(hooks(), 'acme', 'folder'));
    const names = ['link', 'sh', 'open', 'text', 'folder', '../other/secret', '..', '.', '', 'a/b'];
    for (const name of names) expect(await findHook(hooks(), 'acme', name), name).toBeUndefined();
  });
});
