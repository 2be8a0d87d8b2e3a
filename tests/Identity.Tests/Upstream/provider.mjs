// A foreign identity provider: npm oidc-provider, a certified implementation of OpenID Connect, with people of two levels. It knows nothing of
// us but a client id, a secret and one address to come back to. Arguments: folder of its packages, port, that address.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const [folder, port, comeBackTo] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(`${folder}/node_modules/oidc-provider/lib/index.js`));

// Whoever has a second factor signs in at level 2 when it is asked for. One of them has an account of a kind that nobody told us about.
const people = {
  binh: { factor: true },
  chi: { factor: true },
  dung: { factor: false },
  giang: { kind: 'something-else' },
  officer: { factor: true },
};
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'hoankiem', client_secret: 'the-secret-at-the-foreign-provider', redirect_uris: [comeBackTo],
    grant_types: ['authorization_code'], response_types: ['code'],
  }],
  acrValues: ['loa1', 'loa2', 'something-else'],
  claims: { acr: null, auth_time: null, iss: null, sid: null, openid: ['sub', 'name', 'personal_number'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['for-these-tests-only'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: 'Nguyễn Thị Ở Nơi Khác', personal_number: '001999888777' }) }),
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  pkce: { required: () => true },
});
provider.on('server_error', (_, fault) => console.error(fault));
const standard = provider.callback();

createServer(async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return standard(request, response);
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  const done = result => provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  if (prompt.name === 'consent') {
    const grant = (grantId && await provider.Grant.find(grantId)) || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    return done({ consent: { grantId: await grant.save() } });
  }
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html');
    return response.end(`<p>wants ${params.acr_values}</p><form method="post"><input name="who"></form>`);
  }
  let body = '';
  for await (const part of request) body += part;
  const who = new URLSearchParams(body).get('who');
  if (!people[who]) return done({ error: 'access_denied', error_description: 'nobody' });
  const { factor, kind } = people[who];
  const wanted = (params.acr_values ?? '').split(' ');
  await done({ login: { accountId: who, acr: kind ?? (factor && !wanted.includes('loa1') ? 'loa2' : 'loa1') } });
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
// It ends with whoever started it.
process.stdin.resume().on('end', () => process.exit(0));
