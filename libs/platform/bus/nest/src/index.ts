export { bodyBytesMax, encodeBody } from './body.ts';
export { type ClientBusOptions, ClientBus, answerMsMax, isNobodyThere } from './client-bus.ts';
export { checkSubject, subjectLengthMax } from './subject.ts';
