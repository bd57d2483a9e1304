import { seededRandom } from '@mailhaul/kernel';
import type { FolderSpec, MailboxSpec, MessageSpec } from '../store/mailbox-types.ts';
import type { SpecialUseAttribute } from '../store/stored-folder.ts';
import { Chance } from './chance.ts';
import { sampleMessage } from './sample-message.ts';
import { type Person, clara, dinesh, office } from './sample-texts.ts';

interface FolderPlan {
  readonly path: readonly string[];
  readonly count: number;
  readonly specialUse?: SpecialUseAttribute;
  readonly fromYear: number;
  readonly toYear: number;
}

/**
 * Three mailboxes of a small bookshop, a few hundred messages of about 20 MB: nested and non-ASCII folders, special
 * uses, attachments, keywords, twins, many years and zones. Equal seeds give equal bytes.
 */
export function sampleMailboxes(seed = 1): readonly MailboxSpec[] {
  const chance = new Chance(seededRandom(seed));
  let serial = 0;
  const fill = (owner: Person, plan: FolderPlan): FolderSpec => {
    const dates = Array.from({ length: plan.count }, () => someTime(chance, plan)).sort(
      (a, b) => a - b,
    );
    const messages: MessageSpec[] = [];
    for (const epochSeconds of dates) {
      serial += 1;
      const isOutgoing = plan.specialUse === '\\Sent' || plan.specialUse === '\\Drafts';
      const message = sampleMessage(chance, { owner, isOutgoing, epochSeconds, serial });
      const spec = { ...message, flags: someFlags(chance, plan) };
      messages.push(spec);
      // People copy messages: a twin is not a mistake.
      if (chance.is(0.02)) messages.push(spec);
    }
    const { path, specialUse } = plan;
    const use = specialUse === undefined ? {} : { specialUse };
    return { path, ...use, isSubscribed: chance.is(0.9), messages };
  };
  return [
    { owner: clara, plans: clarasFolders },
    { owner: dinesh, plans: dineshsFolders },
    { owner: office, plans: officeFolders },
  ].map(({ owner, plans }) => ({
    user: owner.address,
    password: 'sample',
    folders: plans.map((plan) => fill(owner, plan)),
  }));
}

const clarasFolders: readonly FolderPlan[] = [
  { path: ['INBOX'], count: 70, fromYear: 2019, toYear: 2025 },
  { path: ['Sent'], count: 45, specialUse: '\\Sent', fromYear: 2016, toYear: 2025 },
  { path: ['Drafts'], count: 4, specialUse: '\\Drafts', fromYear: 2025, toYear: 2025 },
  { path: ['Trash'], count: 9, specialUse: '\\Trash', fromYear: 2024, toYear: 2025 },
  { path: ['Archive'], count: 0, specialUse: '\\Archive', fromYear: 2010, toYear: 2010 },
  { path: ['Archive', '2011'], count: 22, fromYear: 2011, toYear: 2011 },
  { path: ['Archive', '2015'], count: 26, fromYear: 2015, toYear: 2015 },
  { path: ['Büro', 'Rechnungen'], count: 18, fromYear: 2012, toYear: 2024 },
  { path: ['Readers & writers'], count: 14, fromYear: 2009, toYear: 2023 },
];

const dineshsFolders: readonly FolderPlan[] = [
  { path: ['INBOX'], count: 55, fromYear: 2021, toYear: 2025 },
  { path: ['Sent'], count: 30, specialUse: '\\Sent', fromYear: 2021, toYear: 2025 },
  { path: ['Junk'], count: 12, specialUse: '\\Junk', fromYear: 2025, toYear: 2025 },
  { path: ['Projekte', 'Hafenfest', 'Fotos'], count: 16, fromYear: 2022, toYear: 2024 },
  { path: ['読書会'], count: 8, fromYear: 2023, toYear: 2025 },
];

const officeFolders: readonly FolderPlan[] = [
  { path: ['INBOX'], count: 40, fromYear: 2018, toYear: 2025 },
  { path: ['Sent'], count: 25, specialUse: '\\Sent', fromYear: 2018, toYear: 2025 },
  { path: ['Orders'], count: 20, fromYear: 1998, toYear: 2025 },
  { path: ['Orders', 'Open'], count: 10, fromYear: 2025, toYear: 2025 },
  { path: ['Заказы'], count: 6, fromYear: 2014, toYear: 2020 },
  { path: ['Empty'], count: 0, fromYear: 2020, toYear: 2020 },
];

function someTime(chance: Chance, plan: FolderPlan): number {
  const from = Date.UTC(plan.fromYear, 0, 1) / 1000;
  const to = Date.UTC(plan.toYear, 11, 31) / 1000;
  return chance.between(from, to);
}

function someFlags(chance: Chance, plan: FolderPlan): readonly string[] {
  const flags: string[] = [];
  if (chance.is(plan.specialUse === '\\Sent' ? 1 : 0.85)) flags.push('\\Seen');
  if (chance.is(0.2)) flags.push('\\Answered');
  if (chance.is(0.08)) flags.push('\\Flagged');
  if (plan.specialUse === '\\Drafts') flags.push('\\Draft');
  if (chance.is(0.1)) flags.push('$Forwarded');
  if (chance.is(0.06)) flags.push(chance.pick(['$label1', 'Invoice', 'NonJunk', 'to-do']));
  return flags;
}
