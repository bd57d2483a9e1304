import type { EwsServerOptions } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import type { EwsSettings } from './ews-settings.ts';
import { ewsProbeSteps, probeEws } from './probe-ews.ts';
import { placeStep } from './probe/place-step.ts';
import { ewsSettingsSchema } from './ews-settings.ts';
import { address, context, startStage } from './spec-support/ews-stage.ts';
import { selfSigned } from './spec-support/self-signed.ts';

const admin = { address: 'admin@example.com', password: 'root', mayImpersonate: true };
const guest = { address: 'guest@example.com', password: 'guest' };
const ann = { address, password: 'secret' };
const all: Partial<EwsServerOptions> = { mailboxes: [ann, admin, guest] };

async function probed(options: Partial<EwsServerOptions> = {}, more: Partial<EwsSettings> = {}) {
  const stage = await startStage(options);
  stage.fill(2);
  const told: string[] = [];
  const steps = await probeEws(
    { ...stage.settings, ...more },
    context,
    ({ name }) => void told.push(name),
  );
  expect(told).toEqual(steps.map(({ name }) => name));
  return { stage, steps, last: steps.at(-1) };
}

describe('a connection test', () => {
  it('goes through all steps, and leaves the mailbox as it was', async () => {
    const stage = await startStage();
    stage.fill(2);
    const foldersBefore = JSON.stringify(
      (await (await stage.open()).listFolders()).map(({ path }) => path),
    );
    const operations: string[] = [];
    stage.misbehave(({ operation }) => void operations.push(operation));
    const steps = await probeEws(stage.settings, context);
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(steps.map(({ name }) => name)).toEqual(ewsProbeSteps);
    expect(steps.filter(({ isWarning }) => isWarning).map(({ name }) => name)).toEqual(['resolve']);
    expect(operations.slice(-4)).toEqual([
      'CreateFolder',
      'CreateItem',
      'DeleteItem',
      'DeleteFolder',
    ]);
    stage.misbehave(undefined);
    const session = await stage.open();
    expect(JSON.stringify((await session.listFolders()).map(({ path }) => path))).toBe(
      foldersBefore,
    );
    expect((await session.folderState(stage.inboxId)).itemCount).toBe(2);
  });

  it('says how it was signed in, which server it is, and whose mailbox', async () => {
    const { steps } = await probed(
      { ...all, signIn: { ways: ['ntlm'] } },
      {
        ...{ user: admin.address, password: admin.password, mailbox: address },
      },
    );
    const words = steps.flatMap(({ detail }) => detail).join('\n');
    expect(words).toContain('accepted by NTLM');
    expect(words).toMatch(/Exchange 15\.1\S* \(Exchange 2016\)/);
    expect(words).toContain('ApplicationImpersonation');
  });

  it.for([
    ['connect', {}, { port: 1 }, 'connection-refused', /host and port/],
    ['tls', {}, { security: 'tls' }, 'tls-failed', /443 tls/],
    ['sign-in', {}, { password: 'wrong' }, 'sign-in-rejected', /user@domain/],
    ['sign-in', {}, { path: '/owa' }, 'not-exchange', /Exchange\.asmx/],
    ['sign-in', { signIn: { ways: ['bearer'] } }, {}, 'sign-in-method-missing', /OAuth/],
    [
      'mailbox',
      all,
      { user: guest.address, password: guest.password, mailbox: address },
      'impersonation-denied',
      /New-ManagementRoleAssignment .*ApplicationImpersonation/,
    ],
    [
      'mailbox',
      all,
      { user: admin.address, password: admin.password, mailbox: 'no@example.com' },
      'mailbox-unavailable',
      /mailbox/,
    ],
  ] as const)(
    'stops at the step that fails: %s, with what to do',
    async ([name, options, more, code, remedy]) => {
      const { steps, last } = await probed(options, more);
      expect(last).toMatchObject({ name, ok: false, code });
      expect(last?.remedy).toMatch(remedy);
      const before = ewsProbeSteps.slice(0, ewsProbeSteps.indexOf(name));
      expect(steps.slice(0, -1).map((step) => step.name)).toEqual(before);
    },
  );

  it('shows the certificates of a server that is not trusted, to be compared', async () => {
    const { last } = await probed({ tls: selfSigned('IP:127.0.0.1') }, { security: 'tls' });
    expect(last).toMatchObject({ name: 'tls', ok: false, code: 'certificate-rejected' });
    expect(last?.detail.join('\n')).toMatch(/SHA-256 [0-9A-F:]{95}/);
    expect(last?.remedy).toContain('pin=');
  });

  it.for(['CreateFolder', 'CreateItem', 'DeleteItem'])(
    'warns where %s is refused: it can be a source, and nothing is left',
    async (refused) => {
      const stage = await startStage();
      const operations: string[] = [];
      stage.misbehave(({ operation }) => {
        operations.push(operation);
        return operation === refused
          ? { kind: 'fault', fault: { code: 'ErrorAccessDenied' } }
          : undefined;
      });
      const steps = await probeEws(stage.settings, context);
      expect(steps.at(-1)).toMatchObject({ name: 'write', ok: true, isWarning: true });
      expect(steps.at(-1)?.remedy).toContain('Add-MailboxPermission');
      if (refused !== 'CreateFolder') expect(operations.at(-1)).toBe('DeleteFolder');
    },
  );

  it('tries nothing in public folders that people would see', async () => {
    const { last } = await probed({ hasPublicFolders: true }, { mailboxKind: 'public' });
    expect(last).toMatchObject({
      name: 'write',
      ok: true,
      detail: ['not tried: it would be seen'],
    });
  });
});

describe('the place of a server', () => {
  const settings = (host: string) =>
    ewsSettingsSchema.parse({ host, port: 443, security: 'tls', user: 'ann', password: 'x' });
  it.for([
    ['192.0.2.1', /an address/, /full name/],
    ['mail', /a short name/, /full name/],
    [
      'outlook.office365.com',
      /blocked there by default since 1 October 2026.*ends on 1 April 2027/,
      /EwsEnabled/,
    ],
  ] as const)('%s has a warning with its reason', ([host, words, remedy]) => {
    const step = placeStep(settings(host), { addresses: ['192.0.2.1'], domain: undefined });
    expect(step).toMatchObject({ ok: true, isWarning: true });
    expect(step.detail.join('\n')).toMatch(words);
    expect(step.remedy).toMatch(remedy);
  });

  it('a full name has none', () => {
    const found = { addresses: ['192.0.2.1'], domain: 'example.com' };
    const step = placeStep(settings('mail.example.com'), found);
    expect(step.isWarning).toBeUndefined();
    expect(step.detail[1]).toContain('Autodiscover of example.com leads to mail.example.com:443');
  });
});
