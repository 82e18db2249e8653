/** Sends a mail that was rendered, as it is. */
import { createTransport } from 'nodemailer';
import { OutsideError, UsageError } from '../model/facts/index.ts';

/** @param server an SMTP URL: smtp://user:password@host:port, smtps:// */
export async function sendMail(server: string, mail: string): Promise<void> {
  if (!/^smtps?:\/\/\S+$/.test(server))
    throw new UsageError(`${server}: an SMTP server is written smtp://host:port`);
  const header = (name: string): string =>
    new RegExp(`^${name}: (.*(?:\n[ \t].*)*)`, 'mi').exec(mail.split('\n\n')[0]!)?.[1] ?? '';
  const addresses = (text: string): string[] =>
    [...text.matchAll(/[^\s<>,;:"]+@[^\s<>,;:"]+/g)].map((one) => one[0]);
  const [from] = addresses(header('From'));
  const to = [...addresses(header('To')), ...addresses(header('Cc'))];
  if (!from || to.length === 0) throw new UsageError('a mail to send needs --from and --to');
  const transport = createTransport(server);
  try {
    await transport.sendMail({
      envelope: { from, to, use8BitMime: true },
      raw: mail.replace(/\r?\n/g, '\r\n'),
    });
  } catch (error) {
    throw new OutsideError(`the mail was not sent: ${(error as Error).message}; nothing was changed`);
  } finally {
    transport.close();
  }
}
