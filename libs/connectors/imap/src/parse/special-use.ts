import type { SpecialUse } from '@mailhaul/connector-contract';

const byAttribute: Readonly<Record<string, SpecialUse>> = {
  '\\sent': 'sent',
  '\\drafts': 'drafts',
  '\\trash': 'trash',
  '\\junk': 'junk',
  '\\archive': 'archive',
  '\\all': 'all',
  '\\flagged': 'flagged',
  '\\important': 'important',
};

/** The attribute to ask for when a folder of that use is made (RFC 6154 §3). */
export const attributeOf: Readonly<Record<Exclude<SpecialUse, 'inbox'>, string>> = {
  sent: '\\Sent',
  drafts: '\\Drafts',
  trash: '\\Trash',
  junk: '\\Junk',
  archive: '\\Archive',
  all: '\\All',
  flagged: '\\Flagged',
  important: '\\Important',
};

/** Names under which mail programs keep these folders, where the server does not say (lower case). */
const wellKnownNames: readonly (readonly [SpecialUse, readonly string[]])[] = [
  [
    'sent',
    [
      'sent',
      'sent items',
      'sent mail',
      'sent messages',
      'gesendet',
      'gesendete objekte',
      'gesendete elemente',
      'envoyés',
      'éléments envoyés',
      'messages envoyés',
      'enviados',
      'elementos enviados',
      'posta inviata',
      'inviata',
      'verzonden',
      'verzonden items',
      'itens enviados',
      'skickat',
      'wysłane',
      'отправленные',
    ],
  ],
  [
    'drafts',
    [
      'drafts',
      'draft',
      'entwürfe',
      'brouillons',
      'borradores',
      'bozze',
      'concepten',
      'rascunhos',
      'utkast',
      'kopie robocze',
      'szkice',
      'черновики',
    ],
  ],
  [
    'trash',
    [
      'trash',
      'deleted items',
      'deleted messages',
      'bin',
      'papierkorb',
      'gelöschte objekte',
      'gelöschte elemente',
      'corbeille',
      'éléments supprimés',
      'papelera',
      'elementos eliminados',
      'cestino',
      'posta eliminata',
      'prullenbak',
      'verwijderde items',
      'lixeira',
      'itens excluídos',
      'papperskorgen',
      'kosz',
      'корзина',
      'удаленные',
    ],
  ],
  [
    'junk',
    [
      'junk',
      'junk e-mail',
      'junk email',
      'junk mail',
      'spam',
      'bulk mail',
      'spamverdacht',
      'courrier indésirable',
      'indésirables',
      'correo no deseado',
      'posta indesiderata',
      'ongewenste e-mail',
      'lixo eletrônico',
      'skräppost',
      'wiadomości-śmieci',
      'спам',
    ],
  ],
  [
    'archive',
    [
      'archive',
      'archives',
      'archiv',
      'archivo',
      'archivio',
      'archief',
      'arquivo',
      'arkiv',
      'archiwum',
      'архив',
    ],
  ],
];
const byName = new Map(
  wellKnownNames.flatMap(([use, names]) => names.map((name) => [name, use] as const)),
);

/** What a folder is for: by the server's attributes, else by a well-known name at the top or right below INBOX. */
export function specialUseOf(
  path: readonly string[],
  attributes: ReadonlySet<string>,
): SpecialUse | undefined {
  if (path.length === 1 && path[0] === 'INBOX') return 'inbox';
  for (const attribute of attributes) {
    const use = byAttribute[attribute];
    if (use !== undefined) return use;
  }
  const isNearTop = path.length === 1 || (path.length === 2 && path[0] === 'INBOX');
  return isNearTop ? byName.get((path.at(-1) ?? '').normalize('NFC').toLowerCase()) : undefined;
}
