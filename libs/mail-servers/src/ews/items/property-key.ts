import { EwsProblem } from '../wire/answers.ts';
import { type XmlElement, escapeXml } from '../wire/xml-element.ts';

/** DistinguishedPropertySetId (types.xsd) and the property sets that they stand for (MS-OXPROPS §1.3.2). */
const propertySets: Readonly<Record<string, string>> = {
  Meeting: '6ed8da90-450b-101b-98da-00aa003f1305',
  Appointment: '00062002-0000-0000-c000-000000000046',
  Common: '00062008-0000-0000-c000-000000000046',
  PublicStrings: '00020329-0000-0000-c000-000000000046',
  Address: '00062004-0000-0000-c000-000000000046',
  InternetHeaders: '00020386-0000-0000-c000-000000000046',
  CalendarAssistant: '11000e07-b51b-40d6-af21-caa85edab1d0',
  UnifiedMessaging: '4442858e-a9e3-4e80-b900-317a210cc15b',
  Task: '00062003-0000-0000-c000-000000000046',
  Sharing: '00062040-0000-0000-c000-000000000046',
};
/** Named properties get their tags from here on, in each mailbox others. */
const firstNamedTag = 0x8000;

/**
 * What an ExtendedFieldURI names: `0x0e23`, `{guid}:name` or `{guid}:0x8502` (reference page `ExtendedFieldURI`). @throws EwsProblem
 */
export function propertyKey({ attributes }: XmlElement): string {
  const tag = attributes['PropertyTag'];
  const name = attributes['PropertyName'];
  const id = attributes['PropertyId'];
  const known = attributes['DistinguishedPropertySetId'];
  const own = attributes['PropertySetId']?.toLowerCase();
  const set = own ?? (known === undefined ? undefined : propertySets[known]);
  const hasBothSets = known !== undefined && own !== undefined;
  if (tag !== undefined) {
    if (set !== undefined || name !== undefined || id !== undefined) throw invalid();
    if (Number(tag) >= firstNamedTag) {
      throw new EwsProblem(
        'ErrorNoPropertyTagForCustomProperties',
        'Custom properties cannot be referenced by tag.',
      );
    }
    return tagKey(Number(tag));
  }
  if (set === undefined || hasBothSets || (name === undefined) === (id === undefined)) {
    throw invalid();
  }
  return `{${set}}:${name ?? tagKey(Number(id))}`;
}

export function tagKey(tag: number): string {
  return `0x${tag.toString(16).padStart(4, '0')}`;
}

/** The path as Exchange says it: tags without leading zeros. */
export function pathXml({ attributes }: XmlElement): string {
  const own = Object.entries(attributes).map(([key, value]) => {
    const said = key === 'PropertyTag' ? `0x${Number(value).toString(16)}` : value;
    return ` ${key}="${escapeXml(said)}"`;
  });
  return `<t:ExtendedFieldURI${own.join('')}/>`;
}

const dateShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;
/** FILETIME, in which MAPI keeps times, begins here (MS-DTYP §2.3.3). */
const firstYear = 1601;

/** A value as it is kept. @throws EwsProblem where it is not one of its type. */
export function checkedValue(type: string, value: string): string {
  const text = type === 'String' || type === 'StringArray' ? value : value.trim();
  if (!isValue(type.replace(/Array$/, ''), text)) {
    throw new EwsProblem('ErrorInvalidExtendedPropertyValue');
  }
  return type.startsWith('SystemTime') ? `${new Date(text).toISOString().slice(0, 19)}Z` : text;
}

function isValue(type: string, text: string): boolean {
  switch (type) {
    case 'SystemTime':
      return (
        dateShape.test(text) &&
        Number(text.slice(0, 4)) >= firstYear &&
        !Number.isNaN(Date.parse(text))
      );
    case 'Integer':
    case 'Short':
      return /^-?\d{1,10}$/.test(text);
    case 'Long':
    case 'Currency':
      return /^-?\d{1,19}$/.test(text);
    case 'Boolean':
      return /^(?:true|false|1|0)$/.test(text);
    case 'Binary':
      return Buffer.from(text, 'base64').toString('base64') === text;
    case 'CLSID':
      return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
    case 'Double':
    case 'Float':
    case 'ApplicationTime':
      return text !== '' && !Number.isNaN(Number(text));
    case 'String':
      return true;
    default:
      // Object, Null and Error cannot be set (reference page `ExtendedFieldURI`).
      return false;
  }
}

function invalid(): EwsProblem {
  return new EwsProblem('ErrorInvalidExtendedProperty', 'The extended property is not valid.');
}
