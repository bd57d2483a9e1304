export { type Mailer, Notifier, type NotifierOptions } from './notifier.ts';
