// Russian words about pictures, films and sounds: looking at them, hearing them, and making them.
import type { mediaWords as English } from '../en-media';

const times = (rate: number) => `${String(rate).replace('.', ',')}×`;

export const mediaWords: typeof English = {
  viewer: {
    label: 'Фото и видео',
    position: (at, of) => `${at} из ${of}`,
    previous: 'Назад',
    next: 'Вперёд',
    larger: 'Увеличить',
    smaller: 'Уменьшить',
    percent: (percent) => `${percent}%`,
    fit: 'По размеру экрана',
    turn: 'Повернуть вправо',
    save: 'Скачать',
    tab: 'Открыть в новой вкладке',
    close: 'Закрыть',
    stage: 'Изображение. Плюс и минус меняют масштаб; увеличенное двигают стрелки, перетаскивание и нажатие.',
    loading: 'Загружается…',
    broken: 'Показать это нельзя, но можно скачать.',
    enlarge: (name) => `Показать крупно: ${name}`,
  },

  sound: {
    play: (name) => `Воспроизвести: ${name}`,
    pause: (name) => `Пауза: ${name}`,
    position: (name) => `Место в записи: ${name}`,
    of: (at, length) => `${at} из ${length}`,
    rate: times,
    speed: (rate) => `Скорость: ${times(rate)}`,
    broken: 'Здесь это не воспроизводится.',
    bar: 'Что сейчас звучит',
    show: 'Показать сообщение',
    close: 'Остановить',
  },

  record: {
    start: 'Записать голосовое сообщение',
    asking: 'Ждём доступа к микрофону…',
    on: 'Идёт запись',
    cancel: 'Удалить запись',
    stop: 'Остановить и прослушать перед отправкой',
    done: 'Остановить',
    notTaken: 'Этот мессенджер не принимает голосовые сообщения.',
    noRecorder: 'Этот браузер не умеет записывать звук.',
    trouble: {
      denied: 'Браузер не даёт странице доступа к микрофону.',
      missing: 'Микрофон не найден.',
      broken: 'Записать не удалось. Попробуйте снова.',
    },
  },

  attached: {
    earlier: (name) => `Ближе к началу: ${name}`,
    later: (name) => `Ближе к концу: ${name}`,
    place: (name, at, of) => `${name}: теперь место ${at} из ${of}`,
    drop: 'Отпустите файлы, чтобы прикрепить их',
    dropHint: 'Они уйдут вместе с ответом, а не сразу.',
    dropNot: 'Этот мессенджер не принимает файлы',
  },

  emoji: {
    open: 'Эмодзи',
    search: 'Найти эмодзи',
    kinds: 'Виды эмодзи',
    recent: 'Недавние',
    found: (n) => (n === 0 ? 'Ничего с таким названием' : `Найдено: ${n}`),
    loading: 'Загружаются…',
    groups: {
      0: 'Смайлики',
      1: 'Люди и жесты',
      3: 'Животные и природа',
      4: 'Еда и напитки',
      5: 'Путешествия и места',
      6: 'Занятия',
      7: 'Предметы',
      8: 'Символы',
      9: 'Флаги',
    },
  },

  answered: {
    show: 'Показать сообщение, на которое это ответ',
  },

  sticker: {
    play: (name) => `Показать снова: ${name}`,
  },
};
