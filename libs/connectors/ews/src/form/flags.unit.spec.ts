import { describe, expect, it } from 'vitest';
import { flagForm } from './flags.ts';

describe('flags as parts of an item', () => {
  it('says that it is no draft, and whether it was read', () => {
    expect(flagForm([]).properties).toMatch(/0x0e07"[^>]*\/><t:Value>0</);
    expect(flagForm(['\\Seen']).properties).toMatch(/0x0e07"[^>]*\/><t:Value>1</);
    expect(flagForm(['\\Draft', '\\seen']).properties).toMatch(/0x0e07"[^>]*\/><t:Value>9</);
    expect(flagForm(['\\Seen']).isRead).toBe('<t:IsRead>true</t:IsRead>');
  });

  it('makes categories of keywords, one of those that differ in case, escaped', () => {
    expect(flagForm(['Work', 'WORK', 'a<b', '$Forwarded']).categories).toBe(
      '<t:Categories><t:String>WORK</t:String><t:String>a&#60;b</t:String></t:Categories>',
    );
    expect(flagForm(['\\Seen']).categories).toBe('');
  });

  it('names what has no place', () => {
    const flags = ['\\Deleted', '\\Seen', '\\Recent', 'kept', '', 'a\u0001b', 'line\nbreak'];
    expect(flagForm(flags).leftOut).toEqual(['\\Deleted', '', 'a\u0001b', 'line\nbreak']);
  });
});
