import type { ItemKind } from '@mailhaul/connector-contract';

/** Message classes by how they begin (MS-OXOMSG §2.2.2.1, MS-OXOCAL, MS-OXOCNTC, MS-OXOTASK, MS-OXONOTE, MS-OXOJRNL, MS-OXOPOST). */
const beginnings: readonly (readonly [string, ItemKind])[] = [
  ['ipm.appointment', 'event'],
  ['ipm.contact', 'contact'],
  ['ipm.distlist', 'contact-group'],
  ['ipm.task', 'task'],
  ['ipm.stickynote', 'note'],
  ['ipm.activity', 'journal'],
  ['ipm.post', 'post'],
  ['ipm.note', 'mail'],
  ['ipm.schedule.meeting', 'mail'],
  ['ipm.taskrequest', 'mail'],
  ['ipm.sharing', 'mail'],
  ['ipm.outlook.recall', 'mail'],
  ['ipm.recall.report', 'mail'],
  ['ipm.conflict.message', 'mail'],
  ['report', 'mail'],
];

/** By the element that EWS gives an item in, where its class is a stranger. */
const elements: Readonly<Record<string, ItemKind>> = {
  't:Message': 'mail',
  't:MeetingMessage': 'mail',
  't:MeetingRequest': 'mail',
  't:MeetingResponse': 'mail',
  't:MeetingCancellation': 'mail',
  't:CalendarItem': 'event',
  't:Contact': 'contact',
  't:DistributionList': 'contact-group',
  't:Task': 'task',
  't:PostItem': 'post',
};

/** What an item is, by its class (`IPM.Note`) and the element that it was given in (`t:Message`). */
export function kindOf(itemClass: string, element: string): ItemKind {
  const folded = itemClass.toLowerCase();
  if (folded === '' || folded === 'ipm') return elements[element] ?? 'mail';
  for (const [beginning, kind] of beginnings) {
    if (folded === beginning || folded.startsWith(`${beginning}.`)) return kind;
  }
  return elements[element] ?? 'other';
}

/** Classes that a server gives again to the MIME that it was made into (MS-OXCMAIL §2.2.3.1, MS-OXOSMIME). */
const ofMime =
  /^(?:ipm|ipm\.note|ipm\.note\.(?:smime|secure|rpmsg)(?:\..*)?|report\..*|ipm\.schedule\.meeting\..*|)$/i;

/** Whether a mail that goes as MIME is of its class again where it comes to; a form of somebody's own becomes a plain message. */
export function isClassOfMime(itemClass: string): boolean {
  return ofMime.test(itemClass);
}
