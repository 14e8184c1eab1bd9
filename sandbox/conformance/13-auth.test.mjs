import { suite } from './lib/suite.mjs';
import { assert, get, post, put, patch, del, ok, failed, namespace, configMap, P, T, k8s, rand, cleanup, serviceAccount, kubeConfigFor, until, watch, secret } from './lib/kube.mjs';

const RB = 'rbac.authorization.k8s.io';
const ssar = (resourceAttributes, o) => post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } }, o);
const can = async (a, as) => ok(await ssar(a, { as }), 201).status.allowed;
suite('authentication', (behaviour) => {
  behaviour('a bad token: 401 Unauthorized, whatever the path', async () => {
    for (const p of ['/api/v1/namespaces', '/version', '/apis/nope.example.com', '/api/v1/namespaces/default/configmaps/x']) {
      const s = failed(await get(p, { as: 'not-a-token' }), 401, 'Unauthorized');
      assert.equal(s.message, 'Unauthorized'); assert.equal(s.details, undefined);
    }
    failed(await post(P.cm('default'), configMap('x'), { as: 'not-a-token' }), 401, 'Unauthorized');
    failed(await get('/api/v1/namespaces', { as: `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from('{"sub":"system:admin"}').toString('base64url')}.AAAA` }), 401, 'Unauthorized');
  });
  behaviour('client-node: 401 and 403 as ApiException', async (t) => {
    const ns = await namespace(t);
    const { token } = await serviceAccount(t, ns, 'bot');
    await assert.rejects(kubeConfigFor('nonsense').makeApiClient(k8s.CoreV1Api).listNamespacedConfigMap({ namespace: ns }), (e) => e.code === 401);
    await assert.rejects(kubeConfigFor(token).makeApiClient(k8s.CoreV1Api).listNamespacedConfigMap({ namespace: ns }), (e) => e.code === 403);
  });
});

suite('authorization', (behaviour) => {
  behaviour('403 Forbidden names user, verb, resource, group and namespace', async (t) => {
    const ns = await namespace(t);
    const { token, user } = await serviceAccount(t, ns, 'bot');
    const l = failed(await get(P.cm(ns), { as: token }), 403, 'Forbidden');
    assert.equal(l.message, `configmaps is forbidden: User "${user}" cannot list resource "configmaps" in API group "" in the namespace "${ns}"`); assert.deepEqual(l.details, { kind: 'configmaps' });
    const g = failed(await get(P.deploy(ns, 'd'), { as: token }), 403, 'Forbidden');
    assert.equal(g.message, `deployments.apps "d" is forbidden: User "${user}" cannot get resource "deployments" in API group "apps" in the namespace "${ns}"`); assert.deepEqual(g.details, { name: 'd', group: 'apps', kind: 'deployments' });
    const n = failed(await get('/api/v1/namespaces', { as: token }), 403, 'Forbidden');
    assert.equal(n.message, `namespaces is forbidden: User "${user}" cannot list resource "namespaces" in API group "" at the cluster scope`);
    const c = failed(await post(P.cm(ns), configMap('a'), { as: token }), 403, 'Forbidden');
    assert.match(c.message, /cannot create resource "configmaps"/);
    const w = failed(await get(P.cm(ns), { as: token, query: { watch: true } }), 403, 'Forbidden');
    assert.match(w.message, /cannot watch resource "configmaps"/);
    failed(await get('/metrics', { as: token }), 403, 'Forbidden');
  });
  behaviour('verbs are granted one by one', async (t) => {
    const ns = await namespace(t);
    const { token: as } = await serviceAccount(t, ns, 'bot', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'create', 'update'] }]);
    ok(await post(P.cm(ns), configMap('a'), { as }), 201);
    const c = ok(await get(P.cm(ns, 'a'), { as }), 200);
    ok(await put(P.cm(ns, 'a'), { ...c, data: { k: '2' } }, { as }), 200);
    failed(await get(P.cm(ns), { as }), 403, 'Forbidden'); failed(await patch(P.cm(ns, 'a'), T.merge, {}, { as }), 403, 'Forbidden'); failed(await del(P.cm(ns, 'a'), undefined, { as }), 403, 'Forbidden'); failed(await del(P.cm(ns), undefined, { as }), 403, 'Forbidden');
    failed(await get(P.secret(ns, 'a'), { as }), 403, 'Forbidden');
    const other = await namespace(t);
    failed(await get(P.cm(other, 'a'), { as }), 403, 'Forbidden');
    failed(await get(P.cm(ns, 'missing'), { as }), 404, 'NotFound');
  });
  behaviour('a RoleBinding to a ClusterRole grants in its namespace only; a ClusterRoleBinding everywhere', async (t) => {
    const ns = await namespace(t), other = await namespace(t);
    const n = `conf-${rand()}`;
    ok(await post(`/apis/${RB}/v1/clusterroles`, { metadata: { name: n }, rules: [{ apiGroups: [''], resources: ['configmaps', 'namespaces'], verbs: ['get', 'list'] }] }), 201);
    cleanup(t, `/apis/${RB}/v1/clusterroles/${n}`);
    const { token: as } = await serviceAccount(t, ns, 'bot');
    ok(await post(P.rb(ns), { metadata: { name: 'rb' }, roleRef: { apiGroup: RB, kind: 'ClusterRole', name: n }, subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: ns }] }), 201);
    await until('binding', async () => (await get(P.cm(ns), { as })).status === 200);
    failed(await get(P.cm(other), { as }), 403); failed(await get('/api/v1/namespaces', { as }), 403); ok(await get(P.ns(ns), { as }), 200);
    ok(await post(`/apis/${RB}/v1/clusterrolebindings`, { metadata: { name: n }, roleRef: { apiGroup: RB, kind: 'ClusterRole', name: n }, subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: ns }] }), 201);
    cleanup(t, `/apis/${RB}/v1/clusterrolebindings/${n}`);
    await until('cluster binding', async () => (await get(P.cm(other), { as })).status === 200);
    ok(await get('/api/v1/namespaces', { as }), 200);
    ok(await del(`/apis/${RB}/v1/clusterrolebindings/${n}`), 200);
    await until('revoked', async () => (await get(P.cm(other), { as })).status === 403);
  });
  behaviour('SelfSubjectAccessReview', async (t) => {
    const ns = await namespace(t);
    const { token } = await serviceAccount(t, ns, 'bot', [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'patch'] }]);
    assert.equal(await can({ namespace: ns, verb: 'patch', group: 'apps', resource: 'deployments' }, token), true);
    assert.equal(await can({ namespace: ns, verb: 'delete', group: 'apps', resource: 'deployments' }, token), false);
    assert.equal(await can({ namespace: ns, verb: 'get', group: 'apps', resource: 'deployments', subresource: 'scale' }, token), false);
    assert.equal(await can({ namespace: 'default', verb: 'patch', group: 'apps', resource: 'deployments' }, token), false);
    assert.equal(await can({ verb: 'create', resource: 'namespaces' }, token), false);
    assert.equal(await can({ verb: 'create', resource: 'namespaces' }), true);
    assert.equal(await can({ verb: '*', group: '*', resource: '*' }), true);
    const r = ok(await ssar({ namespace: ns, verb: 'get', group: 'apps', resource: 'deployments', name: 'x' }, { as: token }), 201);
    assert.equal(r.kind, 'SelfSubjectAccessReview'); assert.equal(r.status.allowed, true); assert.match(r.status.reason, /^RBAC: allowed by RoleBinding "bot\/conf-[0-9a-f]+" of Role "bot" to ServiceAccount "bot\/conf-[0-9a-f]+"$/);
    const no = ok(await ssar({ namespace: ns, verb: 'delete', resource: 'pods' }, { as: token }), 201);
    assert.deepEqual(no.status, { allowed: false });
    const api = kubeConfigFor(token).makeApiClient(k8s.AuthorizationV1Api);
    assert.equal((await api.createSelfSubjectAccessReview({ body: { spec: { resourceAttributes: { namespace: ns, verb: 'get', group: 'apps', resource: 'deployments' } } } })).status.allowed, true);
    const nr = ok(await post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec: { nonResourceAttributes: { path: '/metrics', verb: 'get' } } }, { as: token }), 201);
    assert.equal(nr.status.allowed, false);
  });
});
