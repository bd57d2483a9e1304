import type { MailConnector, MailSession, OutgoingItem } from '@mailhaul/connector-contract';
import type { EngineStage, PassChange } from './engine-stage.ts';

/**
 * The writer of the second batch dies at the last moment, and nothing of it arrives: given are its items, for who wants to have
 * them arrive late. The next pass writes them, and watches for them.
 */
export async function loseSecondBatch(
  stage: EngineStage,
  sides: PassChange & { readonly target: MailConnector },
): Promise<readonly OutgoingItem[]> {
  const { target } = sides;
  const { promise, resolve } = Promise.withResolvers<readonly OutgoingItem[]>();
  let writes = 0;
  const dying = stage.process({
    ...sides,
    target: {
      ...target,
      open: async (context) =>
        withWriting(await target.open(context), (session, ...[folderId, items, gate]) => {
          writes += 1;
          if (writes === 1) return session.writeBatch(folderId, items, gate);
          resolve(items);
          return new Promise(() => undefined);
        }),
    },
  });
  void dying.run();
  const items = await promise;
  dying.process.kill();
  return items;
}

type Write = (
  session: MailSession,
  ...call: Parameters<MailSession['writeBatch']>
) => ReturnType<MailSession['writeBatch']>;

function withWriting(session: MailSession, write: Write): MailSession {
  return new Proxy(session, {
    get: (inner, name) => {
      if (name === 'writeBatch')
        return (...call: Parameters<MailSession['writeBatch']>) => write(inner, ...call);
      const value: unknown = Reflect.get(inner, name, inner);
      return typeof value === 'function' ? (value.bind(inner) as unknown) : value;
    },
  });
}
