// The words about personal data: one person's, and the list of all contacts.

const plural = new Intl.PluralRules('en');

const count = (n: number, one: string, other: string) => `${n} ${plural.select(n) === 'one' ? one : other}`;

export const personalWords = {
  personal: {
    heading: 'Personal data',
    export: 'Export',
    reading: (lines: number) => `${count(lines, 'line', 'lines')} read…`,
    erase: 'Erase…',
    eraseSure: (name: string) => `Erase ${name}?`,
    eraseWhat:
      'The card, every message, note, tag and variable, and everybody united with this contact are deleted for good. Nobody can bring them back.',
    eraseHint:
      'Whatever the messenger still sends of what was said before is ignored. If the person writes again, they are somebody new.',
    eraseNow: 'Erase for good',
    erased: (name: string) => `${name} is erased.`,
  },

  files: {
    heading: 'Contacts as a file',
    export: 'Export all as CSV',
    choose: 'Import a CSV file',
    hint: 'A file changes contacts that are known already: by id, address, user ID, phone or e-mail, with the columns an export has.',
    would: (changed: number, unchanged: number, refused: number) =>
      `Would change ${count(changed, 'contact', 'contacts')}; ${unchanged} as they are; ${count(refused, 'row', 'rows')} cannot be taken.`,
    done: (changed: number, unchanged: number, refused: number) =>
      `Changed ${count(changed, 'contact', 'contacts')}; ${unchanged} as they were; ${count(refused, 'row', 'rows')} not taken.`,
    line: (line: number, why: string) => `Line ${line}: ${why}`,
    bringIn: (changed: number) => `Change ${count(changed, 'contact', 'contacts')}`,
  },
};
