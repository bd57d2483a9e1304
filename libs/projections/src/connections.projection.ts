import type { ConnectionEvent } from '@mailhaul/domain';
import type { ConnectionDocument } from './documents.ts';
import type { Draft } from './draft.ts';
import { changeTenant } from './put-pair.ts';
import { type ReadEvent, unknownEvent } from './read-event.ts';

export async function projectConnection(read: ReadEvent, draft: Draft): Promise<void> {
  const event = read as unknown as ConnectionEvent;
  const { tenant, streamId: id, revision } = read;
  const before = await draft.get<ConnectionDocument>('connections', id);
  const after = next(event, before, { id, revision });
  if (after === undefined) draft.remove('connections', id);
  else draft.put('connections', id, after);
  const needYou = Number(after?.status === 'broken') - Number(before?.status === 'broken');
  if (needYou !== 0) await changeTenant(draft, tenant, { needYou });
}

function next(
  event: ConnectionEvent,
  before: ConnectionDocument | undefined,
  own: { readonly id: string; readonly revision: number },
): ConnectionDocument | undefined {
  const { atMs } = event.data;
  if (event.type === 'ConnectionDefined' || event.type === 'ConnectionEdited') {
    const { atMs: _at, actor: _actor, credential, ...facts } = event.data;
    const details = event.sealed ?? erased;
    return {
      ...(facts as Pick<ConnectionDocument, 'kind'>),
      ...(details as Omit<ConnectionDocument, 'kind'>),
      ...own,
      status: 'untested',
      hasSecrets: credential > 0,
      usedBy: before?.usedBy ?? 0,
      createdAt: before?.createdAt ?? atMs,
      updatedAt: atMs,
      ...(before?.told === undefined ? {} : { told: before.told }),
    };
  }
  if (before === undefined || event.type === 'ConnectionDeleted') return undefined;
  const { problem: _problem, serverText: _text, ...rest } = before;
  const checked = { ...rest, ...own, checkedAt: atMs, updatedAt: atMs };
  switch (event.type) {
    case 'ConnectionVerified':
      return { ...checked, status: 'working' };
    case 'ConnectionBroken': {
      const words = event.sealed === undefined ? {} : { serverText: event.sealed.words };
      return { ...checked, status: 'broken', problem: event.data.code, ...words };
    }
    default:
      return unknownEvent(event);
  }
}

/** What is left of a tenant's connection whose key was destroyed. */
const erased = { name: '(erased)', host: '(erased)', security: 'tls', signIn: 'mailbox' };
