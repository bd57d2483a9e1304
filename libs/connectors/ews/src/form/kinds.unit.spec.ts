import { expect, it } from 'vitest';
import { isClassOfMime, kindOf } from './kinds.ts';

it.for([
  ['IPM.Note', 't:Message', 'mail'],
  ['IPM.Note.SMIME.MultipartSigned', 't:Message', 'mail'],
  ['IPM.Notebook', 't:Item', 'other'],
  ['IPM.Schedule.Meeting.Request', 't:MeetingRequest', 'mail'],
  ['REPORT.IPM.Note.NDR', 't:Message', 'mail'],
  ['IPM.Appointment', 't:CalendarItem', 'event'],
  ['ipm.appointment.live meeting request', 't:CalendarItem', 'event'],
  ['IPM.Contact', 't:Contact', 'contact'],
  ['IPM.DistList', 't:DistributionList', 'contact-group'],
  ['IPM.Task', 't:Task', 'task'],
  ['IPM.TaskRequest.Accept', 't:Message', 'mail'],
  ['IPM.StickyNote', 't:Item', 'note'],
  ['IPM.Activity', 't:Item', 'journal'],
  ['IPM.Post.Rss', 't:PostItem', 'post'],
  ['IPM.Document.txtfile', 't:Item', 'other'],
  ['Our.Own.Form', 't:Message', 'mail'],
  ['', 't:Contact', 'contact'],
  ['', 't:Unheard', 'mail'],
] as const)('%s in %s is %s', ([itemClass, element, kind]) => {
  expect(kindOf(itemClass, element)).toBe(kind);
});

it.for([
  ['IPM.Note', true],
  ['', true],
  ['IPM.Note.SMIME.MultipartSigned', true],
  ['REPORT.IPM.Note.NDR', true],
  ['IPM.Schedule.Meeting.Request', true],
  ['IPM.Note.Acme.Order', false],
  ['IPM.Note.SMIMEX', false],
  ['Our.Own.Form', false],
] as const)('%s comes out of MIME again: %s', ([itemClass, isSo]) => {
  expect(isClassOfMime(itemClass)).toBe(isSo);
});
