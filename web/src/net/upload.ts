// Bringing a file to the desk: announced, put where the desk says, confirmed. The bytes never pass the desk's own API.
import type { BringFile, FileBrought, FileSlot, UploadId } from '../proto';
import { Failed, type Api } from './http';

/** Longest silence on the way; a slow line still moves some bytes. */
const STALL_MS = 60_000;

/** Tells how much of the file is there, from 0 to 1. */
export type Progress = (done: number) => void;

/** What the file is called at the desk; throws [`Failed`], or an `AbortError` if it was given up. */
export async function upload(
  api: Api,
  file: File,
  progress: Progress,
  given: AbortSignal,
): Promise<UploadId> {
  const announced: BringFile = { name: file.name, size: file.size };
  const slot = await api.call<FileSlot>('POST', '/api/files', announced, given);
  await put(slot, file, progress, given);
  const path = `/api/files/${encodeURIComponent(slot.upload)}`;
  return (await api.call<FileBrought>('PUT', path, undefined, given)).upload;
}

/** Takes back what was brought; if that fails, the desk forgets it in a day by itself. */
export async function forget(api: Api, id: UploadId): Promise<void> {
  await api.call('DELETE', `/api/files/${encodeURIComponent(id)}`).catch(() => undefined);
}

/** `fetch` does not tell how far an upload has come. */
function put(slot: FileSlot, file: File, progress: Progress, given: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const unreachable = () => {
      reject(new Failed({ is: 'unreachable' }));
    };
    let stalled = setTimeout(() => request.abort(), STALL_MS);
    request.open('PUT', slot.url);
    for (const [name, value] of Object.entries(slot.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALL_MS);
      if (total > 0) progress(loaded / total);
    };
    request.onload = () => {
      if (request.status < 300) resolve();
      else unreachable();
    };
    request.onerror = unreachable;
    request.onabort = unreachable;
    request.onloadend = () => clearTimeout(stalled);
    given.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
