/** What pods find as the cluster's root. The sandbox speaks plain HTTP; the key of this certificate does not exist. */
export const rootCertificate = `-----BEGIN CERTIFICATE-----
MIIBizCCATGgAwIBAgIUJFItSJRvbk9EeJl+UqtUtzMCXQAwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQaG9sZGZhc3Qtc2FuZGJveDAeFw0yNjExMjEwMzA5MjFaFw00
NjExMTYwMzA5MjFaMBsxGTAXBgNVBAMMEGhvbGRmYXN0LXNhbmRib3gwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAARq9m2b0nm7wae329yLgPwUSmXrp4Gg9BiWtrKT
WnELnL2xSfRUT4TzYjezqfLgOK7gw2RVMtUH/2UEm6r4JMfio1MwUTAdBgNVHQ4E
FgQUTYY6ua70fkwH8hesk7Fc3VB8fZkwHwYDVR0jBBgwFoAUTYY6ua70fkwH8hes
k7Fc3VB8fZkwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAm8lJ
alstp4hU0Hgv5mgFPgInxnHpiZo1QhlMc+XzECsCIA7/V3Il0k5uH5kxhr4Sqgr1
t9ZQC4zvAxZJTf3ORIF7
-----END CERTIFICATE-----
`;
