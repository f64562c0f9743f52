// An OpenID provider made by others (oidc-provider, certified), with invented people who press no buttons: whoever
// `login_hint` or the session names is signed in, strongly when that is asked for. New keys at every start.
import { createServer } from "node:http";
import { generateKeyPair, exportJWK } from "jose";
import { Provider } from "oidc-provider";

const [port, product, secret] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const people = {
  an: { pin: "001090000017", full_name: "Nguyễn Văn An", birth_date: "1990-05-02", sex: "male" },
};
const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const key = { ...(await exportJWK(privateKey)), kid: `k${process.pid}-${Date.now()}`, alg: "RS256", use: "sig" };

const provider = new Provider(issuer, {
  jwks: { keys: [key] },
  cookies: { keys: [secret] },
  clients: [
    {
      client_id: "mot-cua",
      client_secret: secret,
      redirect_uris: [`${product}/accounts/oidc/dinhdanh/login/callback/`],
      post_logout_redirect_uris: [`${product}/`],
      backchannel_logout_uri: `${product}/accounts/oidc/dinhdanh/logout`,
      backchannel_logout_session_required: true,
    },
  ],
  acrValues: ["LoA2", "LoA3"],
  claims: {
    openid: ["sub", "pin", "full_name", "birth_date", "sex", "account_type", "account_level"],
    acr: null, auth_time: null, sid: null,
  },
  features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
  pkce: { required: () => true },
  findAccount: (_, id) => people[id] && {
    accountId: id,
    claims: () => ({ sub: id, ...people[id], account_type: "citizen", account_level: 2 }),
  },
  async loadExistingGrant(ctx) {
    const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
  // the city is on this very machine, which the provider's guard against such addresses would not speak to
  fetch: (address, { dispatcher, ...options }) => fetch(address, options),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 300, Interaction: 300, Session: 3600, Grant: 3600 },
});

provider.on("backchannel.error", (_, error) => console.log("not told of the logout:", error.message));

const answer = provider.callback();
createServer(async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  const { params } = await provider.interactionDetails(request, response);
  const acr = (params.acr_values ?? "LoA2").split(" ")[0];
  await provider.interactionFinished(request, response, { login: { accountId: "an", acr, remember: true } });
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
