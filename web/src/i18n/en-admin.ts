// The words about what admins look after: personal data, the list of all contacts, the desk's settings.

const plural = new Intl.PluralRules('en');

const count = (n: number, one: string, other: string) => `${n} ${plural.select(n) === 'one' ? one : other}`;

export const adminWords = {
  personal: {
    heading: 'Personal data',
    export: 'Export',
    reading: (lines: number) => `${count(lines, 'line', 'lines')} read…`,
    loading: (loaded: number, all: number) => `${loaded} of ${count(all, 'file', 'files')} loaded…`,
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

  workspace: {
    heading: 'The desk',
    name: 'Name of the workspace',
    zone: 'Time zone',
    chatsMax: 'Open chats of a new operator at most',
    grace: 'Offline after so many seconds without a connection',
    waits: {
      release_after_min: 'Back to the queue after minutes Offline',
      rescue_after_min: 'Offered to others after minutes unanswered',
      idle_busy_min: 'Busy after minutes of doing nothing',
    },
    never: 'Never',
    hours: 'Working hours',
    hasHours: 'The desk is open at certain hours only',
    days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    closed: 'Closed',
    badHours: 'Write hours like 09:00–13:00, 14:00–18:00; leave a day empty when it is closed.',
    away: 'Message outside the working hours',
    awayHint: 'Sent once a night to whoever writes. Empty: nothing is sent.',
    search: 'Messages can be found by their words',
    factor: 'Owners and admins need a second factor',
    save: 'Save the desk’s settings',
  },
};

/** Why what admins write or bring is refused; the facts that go with it may be missing. */
export const adminRefusals = {
  bad_name: 'A name is needed: one line of 1 to 80 characters.',
  bad_label: 'A tag or a variable needs a name, and one without a slash.',
  unknown_column: ({ column = '' }: { column?: string }) =>
    `There is no column “${column}” here. A file has the columns of an export, or some of them.`,
  no_key_column:
    'No column says whose row it is. One of contact, user_id, phones, emails, identities is needed.',
  broken_row: ({ line = 0 }: { line?: number }) =>
    `Line ${line} has more or fewer cells than there are columns. Correct the file and choose it again.`,
};
