// Words about a talk as a whole: on paper, in a file, taken back from a colleague; and the contact's time of day.
const plural = new Intl.PluralRules('en');

export const talkWords = {
  talk: {
    label: 'The talk',
    open: 'Print or save…',
    heading: 'Print or save the talk',
    hint: 'All messages from the beginning, with who said them and when. Files are named, not included.',
    comments: 'With comments of colleagues',
    print: 'Print',
    save: 'Save as text',
    loaded: (n: number) => `${n} ${plural.select(n) === 'one' ? 'message' : 'messages'} loaded…`,
    cut: 'The talk is very long: its beginning is missing.',
    of: (name: string, time: string) => `Talk with ${name}, as of ${time}`,
    tooLate: 'Something has happened in the chat since: it stays where it is.',
    takenBack: (name: string) => `Forwarding of ${name} is taken back`,
    local: (time: string) => `${time} there`,
    byPhone: 'by phone',
  },
};
