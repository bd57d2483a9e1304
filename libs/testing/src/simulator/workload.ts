import { Chance } from './chance.ts';
import { contentOf } from './sim-mailbox.ts';
import { firstDate } from './first-date.ts';
import type { SimPlan } from './sim-plan.ts';
import { type SimServer, type WholeItem, oddHeader, poison } from './sim-server.ts';

/** Fills the source, and the target where the plan wants mail there already. */
export function fillMailboxes(plan: SimPlan, source: SimServer, target: SimServer): void {
  const chance = new Chance(plan.seed ^ 0x2545f491);
  const { workload, options } = plan;
  const kinds = new Chance(plan.seed ^ 0x2b3e6c1f);
  makeCalendar(plan, workload.prefilledPercent > 0 ? [source, target] : [source]);
  const made: WholeItem[] = [];
  const prefilled: { folder: string; item: WholeItem }[] = [];
  for (let at = 0; at < workload.itemCount; at += 1) {
    const folder =
      at < workload.folders.length * 10
        ? (workload.folders[at % workload.folders.length] as string)
        : chance.pick(workload.folders);
    const item = ofKind(nextItem(chance, workload, made), { kinds, folder, workload });
    made.push(item);
    seed(source, folder, item);
    if (chance.happens(workload.prefilledPercent / 100)) {
      prefilled.push({ folder: options.folderMap.get(folder) ?? folder, item });
    }
  }
  for (let at = 0; at < workload.alienCount; at += 1) {
    const item = makeItem(chance, { name: `alien${at}`, bodyBytes: chance.int(5, 300) });
    prefilled.splice(chance.int(0, prefilled.length), 0, {
      folder: chance.pick(workload.folders),
      item,
    });
  }
  for (const { folder, item } of prefilled) {
    if (target.refusalOf(item) === undefined) seed(target, folder, item);
  }
}

/** In a calendar there are appointments, and what is no mail is found elsewhere too. */
function ofKind(
  item: WholeItem,
  at: { readonly kinds: Chance; readonly folder: string; readonly workload: SimPlan['workload'] },
): WholeItem {
  const { kinds, folder, workload } = at;
  if (workload.calendar === undefined) return item;
  const { kind: _, ...mail } = item;
  if (folder === workload.calendar) return { ...mail, kind: 'event' };
  return kinds.happens(workload.otherKindPercent / 100) ? { ...mail, kind: 'task' } : mail;
}

function makeCalendar({ workload: { calendar } }: SimPlan, servers: readonly SimServer[]): void {
  if (calendar === undefined) return;
  for (const { mail } of servers) {
    mail.mailbox.ensureFolder(calendar.split('/'), undefined, 'IPF.Appointment');
  }
}

function nextItem(
  chance: Chance,
  workload: SimPlan['workload'],
  made: readonly WholeItem[],
): WholeItem {
  const draw = chance.int(1, 100);
  if (made.length > 0 && draw <= workload.twinPercent) {
    const twin = chance.happens(0.5) ? (made.at(-1) as WholeItem) : chance.pick(made);
    return { ...twin, flags: chance.happens(0.5) ? twin.flags : ['\\Seen'] };
  }
  if (made.length > 0 && draw <= workload.twinPercent + workload.nearTwinPercent) {
    return nearTwin(chance.pick(made), chance);
  }
  const bodyBytes = chance.happens(0.05) ? chance.int(1_000, 3_000) : chance.int(0, 300);
  return makeItem(chance, {
    name: `m${made.length}`,
    bodyBytes: chance.happens(0.005) ? 9_000 : bodyBytes,
    isPoison: chance.happens(workload.poisonPercent / 100),
    hasNoId: chance.happens(workload.noMessageIdPercent / 100),
    isOdd: workload.oddEvery > 0 && made.length % workload.oddEvery === 1,
  });
}

export function makeItem(
  chance: Chance,
  about: {
    name: string;
    bodyBytes: number;
    isPoison?: boolean;
    hasNoId?: boolean;
    isOdd?: boolean;
  },
): WholeItem {
  const head = [
    ...(about.hasNoId === true ? [] : [`Message-ID: <${about.name}@sim>`]),
    `Subject: ${about.name}`,
    ...(about.isPoison === true ? [poison] : []),
    ...(about.isOdd === true ? [oddHeader] : []),
  ];
  const body = 'abcdefghij'.repeat(Math.ceil(about.bodyBytes / 10)).slice(0, about.bodyBytes);
  return {
    bytes: Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}\r\n`, 'latin1'),
    receivedAt: { epochSeconds: firstDate + chance.int(0, 90 * 86_400), zoneMinutes: 60 },
    flags: chance.happens(0.5) ? ['\\Seen'] : [],
  };
}

/** Equal size and date, other bytes: in the Message-ID where it has one. */
export function nearTwin(item: WholeItem, chance: Chance): WholeItem {
  const bytes = Buffer.from(item.bytes);
  const inMessageId = bytes.indexOf('<') + 1;
  const spot = inMessageId > 0 ? inMessageId : Math.max(0, bytes.length - 3);
  bytes[spot] = 0x41 + chance.int(0, 25);
  return { ...item, bytes };
}

function seed(server: SimServer, path: string, item: WholeItem): void {
  const folder = server.mail.mailbox.ensureFolder(path.split('/'));
  const { receivedAt, flags, kind } = item;
  server.mail.add(folder, {
    item: {
      ...{ bytes: server.bytesAsStored(item.bytes), receivedAt, flags },
      ...(kind === undefined ? {} : { kind }),
    },
    content: contentOf(item.bytes, receivedAt.epochSeconds),
    origin: 'seeded',
  });
}
