export { type Mailer, Notifier, type NotifierMeter, type NotifierOptions } from './notifier.ts';
export { NotifierModule } from './notifier.module.ts';
export { type SmtpOptions, smtpMailer } from './smtp-mailer.ts';
