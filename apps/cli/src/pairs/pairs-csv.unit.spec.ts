import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import type { PairDefaults } from './pair-plan.ts';
import { parsePairsCsv } from './pairs-csv.ts';
import { planCsvPairs } from './plan-csv-pairs.ts';
import { planSinglePair } from './plan-single-pair.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailhaul-pairs-'));
afterAll(() => rmSync(folder, { recursive: true }));

function defaultsWith(changes: Partial<PairDefaults> = {}): PairDefaults & { warnings: string[] } {
  const warnings: string[] = [];
  return {
    source: { url: 'imap://old.example:1143?security=none', passwordFile: undefined },
    target: { url: 'imaps://new.example', passwordFile: undefined },
    folderMap: [],
    environment: {},
    ...changes,
    warn: (message) => warnings.push(message),
    warnings,
  };
}

function plan(text: string, defaults: PairDefaults = defaultsWith()) {
  return planCsvPairs(parsePairsCsv(text), defaults, folder);
}

function faultOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'no fault';
}

describe('pairs.csv', () => {
  it('takes what a mailbox of Exchange is from its row', () => {
    const exchange = { url: 'exchange://new.example?admin=root', passwordFile: undefined };
    const head = 'source_user,source_password,target_user,target_password,target_kind';
    const text = [head, 'ann,x,ann@new.example,y,Archive', 'ann,x,bob@new.example,y,'].join('\n');
    const plans = plan(text, defaultsWith({ target: exchange }));
    const kinds = plans.map(({ target }) => new URL(target.url).searchParams.get('kind'));
    expect(kinds).toEqual(['archive', null]);
    expect(faultOf(() => plan(text))).toContain(
      'line 2, column target_kind: it goes with exchange',
    );
  });

  it('takes the refresh token of a mailbox from a file of its row', () => {
    const oauth = {
      url: 'imaps://new.example?oauth=google&client-id=c&refresh-token-env=ALL',
      passwordFile: undefined,
    };
    const head = 'source_user,source_password,target_user,target_token_file';
    const text = [head, 'ann,x,ann@new.example,tokens/ann', 'bob,x,bob@new.example,'].join('\n');
    const tokens = plan(text, defaultsWith({ target: oauth })).map(({ target }) => {
      const { searchParams, password } = new URL(target.url);
      return [
        searchParams.get('refresh-token-file'),
        searchParams.get('refresh-token-env'),
        password,
      ];
    });
    expect(tokens).toEqual([
      [join(folder, 'tokens/ann'), null, ''],
      [null, 'ALL', ''],
    ]);
    expect(faultOf(() => plan(text))).toContain('line 2, column target_token_file: it goes with');
  });

  it('reads rows, filling in from the options what a row leaves out', () => {
    const plans = plan(
      [
        '\ufeffsource_user,source_password,target_user,target_password,target_url,folder_map',
        'ann@a.example,p w,ann@b.example,"x,""y""",,Sent Items=Sent',
        '',
        'bob,1@2:3/4,bob,geheim,imaps://other.example:999,',
      ].join('\r\n'),
    );
    expect(plans.map((pair) => [pair.source.label, pair.target.label, pair.line])).toEqual([
      ['ann@a.example', 'ann@b.example', 2],
      ['bob@old.example:1143', 'bob@other.example:999', 4],
    ]);
    expect(plans[0]?.source.url).toBe(
      'imap://ann%40a.example:p%20w@old.example:1143?security=none',
    );
    expect(decodeURIComponent(new URL(plans[0]?.target.url ?? '').password)).toBe('x,"y"');
    expect(decodeURIComponent(new URL(plans[1]?.source.url ?? '').password)).toBe('1@2:3/4');
    expect([...(plans[0]?.folderMap ?? [])]).toEqual([['Sent Items', 'Sent']]);
  });

  it('puts a row below its own folder root, else below the one of all; / is the top', () => {
    const rows = ['source_user,source_password,target_user,target_password,folder_root'];
    rows.push('a,1,a,1,/Old mail/Ann/', 'b,1,b,1,', 'c,1,c,1,/');
    const plans = plan(rows.join('\n'), defaultsWith({ folderRoot: 'Archive' }));
    expect(plans.map(({ folderRoot }) => folderRoot)).toEqual([
      'Old mail/Ann',
      'Archive',
      undefined,
    ]);
    const fault = faultOf(() => plan(rows.toSpliced(1, 3, 'a,1,a,1,x//y').join('\n')));
    expect(fault).toContain('pairs.csv line 2, column folder_root');
    expect(fault).toContain('without a name');
  });

  it('takes semicolons and tabs, as spreadsheets write them', () => {
    const rows = ['source_user;source_password;target_user;target_password', 'a;1;b;2'].join('\n');
    expect(plan(rows)).toHaveLength(1);
    expect(plan(rows.replaceAll(';', '\t'))).toHaveLength(1);
  });

  it('reads passwords from files beside it, else from what stands for all', () => {
    writeFileSync(join(folder, 'ann.txt'), 'secret line\nmore\n');
    chmodSync(join(folder, 'ann.txt'), 0o600);
    const defaults = defaultsWith({ environment: { MAILHAUL_TARGET_PASSWORD: 'for all' } });
    const [pair] = plan('source_user,source_password_file,target_user\nann,ann.txt,ann', defaults);
    expect(new URL(pair?.source.url ?? '').password).toBe('secret%20line');
    expect(new URL(pair?.target.url ?? '').password).toBe('for%20all');
    expect(defaults.warnings).toEqual([]);
  });

  it('warns when others may read a password file', () => {
    writeFileSync(join(folder, 'open.txt'), 'secret');
    chmodSync(join(folder, 'open.txt'), 0o644);
    const defaults = defaultsWith({ environment: { MAILHAUL_TARGET_PASSWORD: 'x' } });
    plan('source_user,source_password_file,target_user\nann,open.txt,ann', defaults);
    expect(defaults.warnings).toHaveLength(1);
  });

  it('names line and column of every fault, and never a password', () => {
    const fault = faultOf(() =>
      plan(
        [
          'source_user,source_password,source_password_file,target_user,target_password,target_url,folder_map',
          'ann,hunter2,,,t,,',
          'bob,hunter2,also.txt,bob,,nonsense,a=b=c',
          ',hunter2,,eve,,,',
        ].join('\n'),
      ),
    );
    expect(fault.split('\n').map((line) => line.split(':')[0])).toEqual([
      'pairs.csv line 2, column target_user',
      'pairs.csv line 3, column source_password',
      'pairs.csv line 3, column target_url',
      'pairs.csv line 3, column folder_map',
      'pairs.csv line 4, column source_user',
      'pairs.csv line 4, column target_password',
    ]);
    expect(fault).not.toContain('hunter2');
  });

  it('names the place of a file that is no CSV of ours', () => {
    expect(faultOf(() => plan(''))).toContain('empty');
    expect(faultOf(() => plan('source_user,target_user'))).toContain('no rows');
    expect(faultOf(() => plan('source_user,sauce\na,b'))).toContain('line 1, column 2');
    expect(faultOf(() => plan('source_user,source_user\na,b'))).toContain('line 1, column 2');
    expect(faultOf(() => plan('source_user,target_user\na,b\na\n'))).toContain('line 3');
    expect(faultOf(() => plan('source_user,source_password\na,hunter2"x\n'))).toMatch(
      /line 2(?!.*hunter2)/u,
    );
    expect(faultOf(() => plan('source_user,source_password\na,"hunter2\n'))).toMatch(
      /line \d(?!.*hunter2)/u,
    );
  });

  it('shows a bounded number of faults', () => {
    const rows = Array.from({ length: 500 }, () => ',x').join('\n');
    expect(faultOf(() => plan(`source_user,target_user\n${rows}`)).split('\n')).toHaveLength(21);
  });
});

describe('the single pair', () => {
  it('warns of a password on the command line and refuses two of them', async () => {
    const source = { url: 'imap://a:secret@h', passwordFile: undefined };
    const target = { url: 'imap://a@h2', passwordFile: undefined };
    const defaults = defaultsWith({
      source,
      target,
      environment: { MAILHAUL_TARGET_PASSWORD: 't' },
    });
    const pair = await planSinglePair(defaults, false);
    expect(pair.target.url).toBe('imap://a:t@h2');
    expect(defaults.warnings.join()).toContain('history');
    expect(defaults.warnings.join()).not.toContain('secret');
    await expect(
      planSinglePair(defaultsWith({ source: { ...source, passwordFile: 'x' }, target }), false),
    ).rejects.toThrow('twice');
  });

  it('judges both URLs before anybody is asked for a password', async () => {
    const plan = (source: string, target: string) =>
      planSinglePair(
        defaultsWith({
          source: { url: source, passwordFile: undefined },
          target: { url: target, passwordFile: undefined },
        }),
        true,
      );
    await expect(plan('imap://ann@h?securty=none', 'imap://b@h')).rejects.toThrow('--source: ');
    await expect(plan('imap://ann@h', 'imap://b@h?pin=12')).rejects.toThrow(
      /^--target: .*"pin" is no SHA-256/u,
    );
  });

  it('warns when others may read a file that holds a secret, of whatever kind', async () => {
    const file = (name: string, mode: number) => {
      writeFileSync(join(folder, name), 'secret');
      chmodSync(join(folder, name), mode);
      return encodeURIComponent(join(folder, name));
    };
    const source = `imap://a@h?token-file=${encodeURIComponent(join(folder, '{local}.token'))}`;
    file('a.token', 0o640);
    const query = `oauth=google&client-id=x&refresh-token-file=${file('refresh', 0o604)}&client-secret-file=${file('client', 0o600)}`;
    const defaults = defaultsWith({
      source: { url: source, passwordFile: undefined },
      target: { url: `imap://b@h?${query}&ca-file=${file('ca', 0o644)}`, passwordFile: undefined },
    });
    await planSinglePair(defaults, false);
    expect(defaults.warnings).toHaveLength(2);
    expect(defaults.warnings[0]).toContain('a.token');
    expect(defaults.warnings[1]).toContain('refresh-token-file');
  });

  it('says what is missing without repeating what was given', async () => {
    const plain = (url: string) =>
      planSinglePair(defaultsWith({ source: { url, passwordFile: undefined } }), false);
    await expect(plain('imap://h')).rejects.toThrow('names no user');
    await expect(plain('imap://ann@h')).rejects.toThrow('no password for ann@h');
    await expect(plain('user:hunter2@h')).rejects.toThrow(/^(?!.*hunter2)/u);
    await expect(plain('imap://a:100%@h')).rejects.toThrow('hex digits');
  });
});
