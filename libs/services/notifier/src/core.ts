export type { Mailer } from './mailer.ts';
export { Notifier, type NotifierOptions } from './notifier.ts';
export { MailNotTaken } from './news-post.ts';
