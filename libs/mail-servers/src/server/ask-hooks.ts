import type { HookAnswer, ImapBehaviour } from './behaviour.ts';
import { Interruption } from './command.ts';
import type { Session } from './session.ts';

type Wish = HookAnswer | undefined;

/** Asks one hook of every behaviour, in order; the first wish ends the command. @throws Interruption */
export async function askHooks(
  session: Session,
  ask: (behaviour: ImapBehaviour) => Promise<Wish> | Wish,
): Promise<void> {
  for (const behaviour of session.settings.behaviours) {
    const wish = await ask(behaviour);
    if (wish !== undefined) throw new Interruption(wish);
  }
}
