/** The people and words of the sample mail. All domains are reserved for examples (RFC 2606). */

export interface Person {
  readonly name: string;
  readonly address: string;
}

export const clara: Person = { name: 'Clara Holm', address: 'clara@harbour-books.example' };
export const dinesh: Person = { name: 'Dinesh Rao', address: 'dinesh@harbour-books.example' };
export const office: Person = {
  name: 'Harbour Books Office',
  address: 'office@harbour-books.example',
};

export const correspondents: readonly [Person, ...Person[]] = [
  clara,
  dinesh,
  office,
  { name: 'Zoë Lindqvist', address: 'zoe@lindqvist.example' },
  { name: 'José Ángel Peña', address: 'jose.pena@imprenta.example' },
  { name: '山田 花子', address: 'hanako@yamada.example' },
  { name: 'Oleg Иванов', address: 'oleg@ivanov.example' },
  { name: 'Mary-Jane O’Neill', address: 'mj@oneill.example' },
  { name: 'Piotr Żółkowski', address: 'piotr@zolkowski.example' },
  { name: 'Ferry Timetable', address: 'no-reply@ferries.example' },
  { name: 'Paper & Ink Weekly', address: 'news@paper-and-ink.example' },
  { name: 'Tax Adviser Brandt', address: 'brandt@brandt-tax.example' },
];

export const subjects: readonly [string, ...string[]] = [
  'Delivery of the autumn catalogue',
  'Reading on Thursday evening',
  'Shelves for the back room',
  'Order 4711: three titles missing',
  'Lunch?',
  'Minutes of Monday’s meeting',
  'Rechnung für März',
  'Photos from the harbour festival',
  'New prices from the printer',
  'Café next door: shared terrace',
  'Proofs of chapter 7, second round',
  'Your ticket for the 08:15 crossing',
  'Insurance: renewal for the coming year',
  'Überweisung eingegangen',
  '読書会のお知らせ',
  'Keys for the new lock',
  'Stocktaking in January',
  'A letter from a reader in Bergen',
];

export const sentences: readonly [string, ...string[]] = [
  'Thank you for your quick answer.',
  'I have put the corrected list into the shared folder, but please look at it once more before it goes out.',
  'The boxes came this morning; two of them were wet, and I have told the carrier.',
  'Could you be at the shop at nine, so that we open on time?',
  'We sold more in the last week than in the whole month before.',
  'Zoë asks whether the naïve edition is still in print.',
  'If the weather holds we put the tables outside.',
  'The printer needs the files by Friday noon, otherwise we lose the slot.',
  'Attached is what we talked about; tell me if a page is missing.',
  'Grüße aus Lübeck, es regnet.',
  'Nothing urgent, it can wait until you are back.',
  'From the terrace one can see the ferry come in.',
  'I would rather take the smaller room and keep the stove.',
  'The invoice is paid, the receipt follows by post.',
  'He has written a second volume, as long as the first, and wants to read from it himself.',
];

export const attachmentNames: readonly [string, ...string[]] = [
  'catalogue.pdf',
  'invoice-2041.pdf',
  'shop-front.jpg',
  'Grundriß.pdf',
  'price list.csv',
  'proofs-chapter-7.docx',
  'festival-01.jpg',
  'stocktaking.xlsx',
];
