// Sends a file with byte progress. fetch cannot report what it has sent, so this is XMLHttpRequest.
import { bearer, key, Problem, query } from './api.js';

// Returns { promise, cancel }. onProgress({ sent, total, perSecond }) while bytes leave.
export function sendFile(file, { schema, name, onProgress }) {
  const request = new XMLHttpRequest();
  let cancelled = false;
  const promise = (async () => {
    const authorization = await bearer();
    if (cancelled) throw new Problem({ code: 'cancelled' });
    return new Promise((resolve, reject) => {
      const startedAt = performance.now();
      request.open('POST', `/api/v1/uploads/datasets${query({ schema, name })}`);
      request.setRequestHeader('Authorization', authorization);
      request.setRequestHeader('Accept', 'application/json');
      request.setRequestHeader('Content-Type', 'text/csv');
      request.setRequestHeader('Idempotency-Key', key());
      request.setRequestHeader('X-Holdfast-Request', '1');
      request.upload.onprogress = (event) => {
        const seconds = Math.max(0.05, (performance.now() - startedAt) / 1000);
        onProgress({ sent: event.loaded, total: event.total || file.size, perSecond: event.loaded / seconds });
      };
      request.onabort = () => reject(new Problem({ code: 'cancelled' }));
      request.onerror = () => reject(new Problem({ code: 'network' }));
      request.onload = () => {
        const body = parsed(request.responseText);
        if (request.status >= 200 && request.status < 300) resolve(body);
        else reject(new Problem({ status: request.status, code: body.code ?? `http_${request.status}`, detail: body.detail,
          request_id: body.request_id ?? request.getResponseHeader('X-Request-Id') ?? '', errors: body.errors }));
      };
      request.send(file);
    });
  })();
  return { promise, cancel: () => { cancelled = true; request.abort(); } };
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return {}; }
}
