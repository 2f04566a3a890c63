import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/*
 * For localhost, lambda.test, 127.0.0.1 and ::1, signed by an authority whose key was thrown away;
 * P-256, valid from 2020 to 2120. Made once with OpenSSL, which tests must not need:
 *
 *   openssl ecparam -name prime256v1 -genkey -noout     two keys, the server's as PKCS #8
 *   openssl req -new -subj '/CN=test authority'         and '/CN=localhost'
 *   openssl ca -startdate 20200101000000Z -enddate 21200101000000Z -extensions ...
 *     of the authority (-selfsign): basicConstraints=critical,CA:TRUE, keyUsage=critical,keyCertSign
 *     of the server: subjectAltName=DNS:localhost,DNS:lambda.test,IP:127.0.0.1,IP:::1
 */

/** The file that NODE_EXTRA_CA_CERTS names where the authority is to be trusted. */
export const authorityFile = fileURLToPath(new URL('authority.pem', import.meta.url))

export const authority = readFileSync(authorityFile, 'utf8')

/** What a server of the tests presents. */
export const identity = { cert: read('certificate.pem'), key: read('key.pem') } as const

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
}
