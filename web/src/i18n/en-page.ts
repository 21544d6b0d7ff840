// Words about the page itself.

export const pageWords = {
  page: {
    newer: 'A new version of Switchboard is ready. What you have written stays.',
    reload: 'Reload',
    later: 'Later',
    fault:
      'Something went wrong in this page. What you have written stays. If it goes on, reload and tell this code to whoever looks after the desk:',
  },
};
