// Ukrainian words about pictures, films and sounds: looking at them, hearing them, and making them.
import type { mediaWords as English } from '../en-media';

const times = (rate: number) => `${String(rate).replace('.', ',')}×`;

export const mediaWords: typeof English = {
  viewer: {
    label: 'Фото й відео',
    position: (at, of) => `${at} з ${of}`,
    previous: 'Назад',
    next: 'Уперед',
    larger: 'Збільшити',
    smaller: 'Зменшити',
    percent: (percent) => `${percent}%`,
    fit: 'За розміром екрана',
    turn: 'Повернути вправо',
    save: 'Завантажити',
    tab: 'Відкрити в новій вкладці',
    close: 'Закрити',
    stage:
      'Зображення. Плюс і мінус змінюють масштаб; збільшене пересувають стрілки, перетягування та натискання.',
    loading: 'Завантажується…',
    broken: 'Показати це не можна, але можна завантажити.',
    enlarge: (name) => `Показати великим: ${name}`,
  },

  sound: {
    play: (name) => `Відтворити: ${name}`,
    pause: (name) => `Пауза: ${name}`,
    position: (name) => `Місце в записі: ${name}`,
    of: (at, length) => `${at} з ${length}`,
    rate: times,
    speed: (rate) => `Швидкість: ${times(rate)}`,
    broken: 'Тут це не відтворюється.',
    bar: 'Що зараз звучить',
    show: 'Показати повідомлення',
    close: 'Зупинити',
  },

  record: {
    start: 'Записати голосове повідомлення',
    asking: 'Чекаємо на доступ до мікрофона…',
    on: 'Триває запис',
    cancel: 'Видалити запис',
    stop: 'Зупинити й прослухати перед надсиланням',
    done: 'Зупинити',
    notTaken: 'Цей месенджер не приймає голосових повідомлень.',
    noRecorder: 'Цей браузер не вміє записувати звук.',
    trouble: {
      denied: 'Браузер не дає сторінці доступу до мікрофона.',
      missing: 'Мікрофон не знайдено.',
      broken: 'Записати не вдалося. Спробуйте ще раз.',
    },
  },

  attached: {
    earlier: (name) => `Ближче до початку: ${name}`,
    later: (name) => `Ближче до кінця: ${name}`,
    place: (name, at, of) => `${name}: тепер місце ${at} з ${of}`,
    drop: 'Відпустіть файли, щоб прикріпити їх',
    dropHint: 'Їх буде надіслано разом із відповіддю, а не одразу.',
    dropNot: 'Цей месенджер не приймає файлів',
  },

  emoji: {
    open: 'Емодзі',
    search: 'Знайти емодзі',
    kinds: 'Види емодзі',
    recent: 'Недавні',
    found: (n) => (n === 0 ? 'Нічого з такою назвою' : `Знайдено: ${n}`),
    loading: 'Завантажуються…',
    groups: {
      0: 'Смайлики',
      1: 'Люди й жести',
      3: 'Тварини й природа',
      4: 'Їжа та напої',
      5: 'Подорожі й місця',
      6: 'Заняття',
      7: 'Предмети',
      8: 'Символи',
      9: 'Прапори',
    },
  },

  answered: {
    show: 'Показати повідомлення, на яке це відповідь',
  },

  sticker: {
    play: (name) => `Показати знову: ${name}`,
  },
};
