// Words about pictures, films and sounds: looking at them, hearing them, and making them.

export const mediaWords = {
  viewer: {
    label: 'Pictures and films',
    position: (at: number, of: number) => `${at} of ${of}`,
    previous: 'Previous',
    next: 'Next',
    larger: 'Zoom in',
    smaller: 'Zoom out',
    percent: (percent: number) => `${percent}%`,
    fit: 'Fit to the screen',
    turn: 'Turn to the right',
    save: 'Download',
    tab: 'Open in a new tab',
    close: 'Close',
    stage: 'The picture. Plus and minus zoom; while it is large, arrow keys, dragging and clicking move it.',
    loading: 'Loading…',
    broken: 'This cannot be shown. It can still be downloaded.',
    enlarge: (name: string) => `Show ${name} large`,
  },

  sound: {
    play: (name: string) => `Play: ${name}`,
    pause: (name: string) => `Pause: ${name}`,
    position: (name: string) => `Position in: ${name}`,
    of: (at: string, length: string) => `${at} of ${length}`,
    rate: (rate: number) => `${rate}×`,
    speed: (rate: number) => `Speed: ${rate}×`,
    broken: 'This cannot be played here.',
    bar: 'What is playing',
    show: 'Show the message',
    close: 'Stop playing',
  },

  sticker: {
    play: (name: string) => `Play ${name} again`,
  },
};
