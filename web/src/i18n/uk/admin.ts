// Ukrainian words about what admins look after: personal data, the list of all contacts, the desk's settings.
import type { adminWords as English, adminRefusals as Refusals } from '../en-admin';
import { count } from './count';

const contacts = (n: number) => count(n, 'контакт', 'контакти', 'контактів');

const rows = (n: number) => count(n, 'рядок', 'рядки', 'рядків');

export const adminWords: typeof English = {
  personal: {
    heading: 'Персональні дані',
    export: 'Вивантажити',
    reading: (lines) => `Прочитано: ${rows(lines)}…`,
    loading: (loaded, all) => `Завантажено ${loaded} з ${count(all, 'файлу', 'файлів', 'файлів')}…`,
    erase: 'Стерти…',
    eraseSure: (name) => `Стерти контакт «${name}»?`,
    eraseWhat:
      'Картку, усі повідомлення, нотатки, теги та змінні, а також усі об’єднані з цим контактом буде видалено назавжди. Відновити їх не зможе ніхто.',
    eraseHint:
      'Усе, що месенджер ще надішле з попередньої розмови, буде пропущено. Якщо людина напише знову, це буде новий контакт.',
    eraseNow: 'Стерти назавжди',
    erased: (name) => `Контакт «${name}» стерто.`,
  },

  files: {
    heading: 'Контакти файлом',
    export: 'Вивантажити всі в CSV',
    choose: 'Завантажити файл CSV',
    hint: 'Файл змінює вже відомі контакти: за id, адресою, ID користувача, телефоном або ел. поштою; стовпці ті самі, що й у вивантаженні.',
    would: (changed, unchanged, refused) =>
      `Зміниться ${contacts(changed)}; без змін: ${unchanged}; не можна прийняти ${rows(refused)}.`,
    done: (changed, unchanged, refused) =>
      `Змінено: ${contacts(changed)}; без змін: ${unchanged}; не прийнято: ${rows(refused)}.`,
    line: (line, why) => `Рядок ${line}: ${why}`,
    bringIn: (changed) => `Змінити ${contacts(changed)}`,
  },

  workspace: {
    heading: 'Робочий простір',
    name: 'Назва',
    zone: 'Часовий пояс',
    chatsMax: 'Скільки відкритих чатів у нового оператора',
    grace: 'Через скільки секунд без зв’язку — «Не в мережі»',
    waits: {
      release_after_min: 'Через скільки хвилин не в мережі чат повернеться в чергу',
      rescue_after_min: 'Через скільки хвилин без відповіді чат запропонують іншим',
      idle_busy_min: 'Через скільки хвилин бездіяльності — «Зайнятий»',
    },
    never: 'Ніколи',
    hours: 'Години роботи',
    hasHours: 'Працюємо лише у певні години',
    days: ['Понеділок', 'Вівторок', 'Середа', 'Четвер', 'П’ятниця', 'Субота', 'Неділя'],
    closed: 'Зачинено',
    badHours: 'Пишіть години так: 09:00–13:00, 14:00–18:00; вихідний залиште порожнім.',
    away: 'Повідомлення в неробочий час',
    awayHint: 'Надсилається кожному, хто написав, один раз за ніч. Порожньо — нічого не надсилається.',
    search: 'Шукати за словами в повідомленнях',
    factor: 'Власникам і адміністраторам потрібен другий фактор',
    save: 'Зберегти налаштування',
  },
};

export const adminRefusals: typeof Refusals = {
  bad_name: 'Потрібна назва в один рядок, від 1 до 80 знаків.',
  bad_label: 'Тегу й змінній потрібна назва, і без косої риски.',
  unknown_column: ({ column = '' }) =>
    `Стовпця «${column}» тут немає. У файлі можуть бути стовпці з вивантаження, усі або деякі.`,
  no_key_column:
    'Жоден стовпець не каже, чий це рядок. Потрібен хоча б один із них: contact, user_id, phones, emails, identities.',
  broken_row: ({ line = 0 }) =>
    `У рядку ${line} клітинок більше або менше, ніж стовпців. Виправте файл і виберіть його знову.`,
};
