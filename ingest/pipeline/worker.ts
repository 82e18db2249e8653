/** A thread that parses. */
import { parentPort } from 'node:worker_threads';
import type { BatchReply, BatchRequest } from './messages.ts';
import { parseBatch } from './parse.ts';

parentPort!.on('message', async (request: BatchRequest) => {
  const reply: BatchReply = { id: request.id, items: await parseBatch(request) };
  parentPort!.postMessage(reply);
});
