// Words about the page itself.

export const pageWords = {
  page: {
    newer: 'A new version of Switchboard is ready. What you have written stays.',
    reload: 'Reload',
    later: 'Later',
  },
};
