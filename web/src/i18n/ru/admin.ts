// Russian words about what admins look after: personal data, the list of all contacts, the desk's settings.
import type { adminWords as English, adminRefusals as Refusals } from '../en-admin';
import { count } from './count';

const contacts = (n: number) => count(n, 'контакт', 'контакта', 'контактов');

const rows = (n: number) => count(n, 'строку', 'строки', 'строк');

export const adminWords: typeof English = {
  personal: {
    heading: 'Персональные данные',
    export: 'Выгрузить',
    reading: (lines) => `Прочитано: ${count(lines, 'строка', 'строки', 'строк')}…`,
    loading: (loaded, all) => `Загружено ${loaded} из ${count(all, 'файла', 'файлов', 'файлов')}…`,
    erase: 'Стереть…',
    eraseSure: (name) => `Стереть контакт «${name}»?`,
    eraseWhat:
      'Карточка, все сообщения, заметки, теги и переменные, а также все объединённые с этим контактом будут удалены навсегда. Восстановить их не сможет никто.',
    eraseHint:
      'Всё, что мессенджер ещё пришлёт из прежней переписки, будет пропущено. Если человек напишет снова, это будет новый контакт.',
    eraseNow: 'Стереть навсегда',
    erased: (name) => `Контакт «${name}» стёрт.`,
  },

  files: {
    heading: 'Контакты файлом',
    export: 'Выгрузить все в CSV',
    choose: 'Загрузить файл CSV',
    hint: 'Файл меняет уже известные контакты: по id, адресу, ID пользователя, телефону или эл. почте; столбцы те же, что при выгрузке.',
    would: (changed, unchanged, refused) =>
      `Изменится ${contacts(changed)}; без изменений: ${unchanged}; нельзя принять ${rows(refused)}.`,
    done: (changed, unchanged, refused) =>
      `Изменено: ${contacts(changed)}; без изменений: ${unchanged}; не принято: ${count(refused, 'строка', 'строки', 'строк')}.`,
    line: (line, why) => `Строка ${line}: ${why}`,
    bringIn: (changed) => `Изменить ${contacts(changed)}`,
  },

  workspace: {
    heading: 'Рабочее пространство',
    name: 'Название',
    zone: 'Часовой пояс',
    chatsMax: 'Сколько открытых чатов у нового оператора',
    grace: 'Через сколько секунд без связи — «Не в сети»',
    waits: {
      release_after_min: 'Через сколько минут не в сети чат вернётся в очередь',
      rescue_after_min: 'Через сколько минут без ответа чат предложат другим',
      idle_busy_min: 'Через сколько минут бездействия — «Занят»',
    },
    never: 'Никогда',
    hours: 'Часы работы',
    hasHours: 'Работаем только в определённые часы',
    days: ['Понедельник', 'Вторник', 'Среда', 'Четверг', 'Пятница', 'Суббота', 'Воскресенье'],
    closed: 'Закрыто',
    badHours: 'Пишите часы так: 09:00–13:00, 14:00–18:00; выходной оставьте пустым.',
    away: 'Сообщение в нерабочее время',
    awayHint: 'Отправляется каждому написавшему один раз за ночь. Пусто — ничего не отправляется.',
    search: 'Искать по словам в сообщениях',
    factor: 'Владельцам и администраторам нужен второй фактор',
    save: 'Сохранить настройки',
  },
};

export const adminRefusals: typeof Refusals = {
  bad_name: 'Нужно название в одну строку, от 1 до 80 знаков.',
  bad_label: 'Тегу и переменной нужно название, и без косой черты.',
  unknown_column: ({ column = '' }) =>
    `Столбца «${column}» здесь нет. В файле могут быть столбцы из выгрузки, все или некоторые.`,
  no_key_column:
    'Ни один столбец не говорит, чья это строка. Нужен хотя бы один из них: contact, user_id, phones, emails, identities.',
  broken_row: ({ line = 0 }) =>
    `В строке ${line} ячеек больше или меньше, чем столбцов. Исправьте файл и выберите его снова.`,
};
