// Words about saved replies.
import { savedFileWords } from './en-saved-files';

export const savedWords = (count: (n: number, one: string, other: string) => string) => ({
  saved: {
    heading: 'Saved replies',
    empty: 'None yet. Operators call for them by a slash in the field for answers.',
    add: 'Add a saved reply',
    edit: (name: string) => `Change the saved reply ${name}`,
    name: 'Name',
    text: 'Text',
    hint: (fields: string) =>
      `Filled in when it is used: ${fields}, and the card’s variables by their names. {first_name|friend} says “friend” where no name is known.`,
    save: 'Save',
    saved: 'The saved reply is kept.',
    cancel: 'Cancel',
    remove: 'Remove',
    removeSure: 'Remove for everybody?',
    removed: 'The saved reply is removed.',
    offered: 'Saved replies',
    count: (n: number) => count(n, 'saved reply', 'saved replies'),
    none: 'There are no saved replies yet.',
    open: 'Saved reply',
    slash: '/ for a saved reply',
    missing: (places: string) => `Not known of this contact; please write it: ${places}`,
  },
  ...savedFileWords(count),
});
