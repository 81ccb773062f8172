//! TLS to a server: libpq's `sslmode` on rustls.
//!
//! As libpq has it, `require` does not look at the certificate unless a root certificate is given
//! (then it is `verify-ca`). Unlike libpq, `verify-*` without `sslrootcert` and without
//! `~/.postgresql/root.crt` trusts the system's certificates instead of failing.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{Error, Result};

/// libpq's `sslmode`: <https://www.postgresql.org/docs/15/libpq-ssl.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SslMode {
    /// Never TLS.
    Disable,
    /// TLS only when the server refuses a plain connection.
    Allow,
    /// TLS when the server has it; libpq's default.
    Prefer,
    /// TLS or nothing, whoever answers.
    Require,
    /// A certificate from a trusted authority.
    VerifyCa,
    /// That, and for this host name.
    VerifyFull,
}

impl SslMode {
    /// # Errors
    /// A value that libpq doesn't know.
    pub fn parse(text: &str) -> Result<SslMode> {
        let all = [
            SslMode::Disable,
            SslMode::Allow,
            SslMode::Prefer,
            SslMode::Require,
            SslMode::VerifyCa,
            SslMode::VerifyFull,
        ];
        all.into_iter().find(|mode| mode.as_str() == text).ok_or_else(|| {
            Error::usage("the value of `sslmode` is not known")
                .hint("use one of disable, allow, prefer, require, verify-ca, verify-full")
        })
    }

    pub fn as_str(self) -> &'static str {
        match self {
            SslMode::Disable => "disable",
            SslMode::Allow => "allow",
            SslMode::Prefer => "prefer",
            SslMode::Require => "require",
            SslMode::VerifyCa => "verify-ca",
            SslMode::VerifyFull => "verify-full",
        }
    }
}

impl fmt::Display for SslMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a URL or the environment says about TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsSettings {
    /// None: nobody said, which means `prefer`.
    pub mode: Option<SslMode>,
    /// PEM file, or `system` for the certificates of the operating system.
    pub root_certificate: Option<PathBuf>,
    pub client_certificate: Option<PathBuf>,
    pub client_key: Option<PathBuf>,
}

impl TlsSettings {
    pub fn mode(&self) -> SslMode {
        self.mode.unwrap_or(SslMode::Prefer)
    }
}

/// How much of a certificate is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scrutiny {
    Nothing,
    Authority,
    AuthorityAndName,
}

/// The connector for TLS as `settings` wants it.
///
/// # Errors
/// A certificate or key file that can't be read.
pub(super) fn connector(settings: &TlsSettings) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let scrutiny = match settings.mode() {
        SslMode::VerifyFull => Scrutiny::AuthorityAndName,
        SslMode::VerifyCa => Scrutiny::Authority,
        SslMode::Require if settings.root_certificate.is_some() => Scrutiny::Authority,
        SslMode::Disable | SslMode::Allow | SslMode::Prefer | SslMode::Require => Scrutiny::Nothing,
    };
    let verifier = Arc::new(Verifier::new(scrutiny, settings, &provider)?);
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(format!("cannot set up TLS: {error}")))?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let config = match (&settings.client_certificate, &settings.client_key) {
        (Some(certificate), Some(key)) => {
            let chain = read_certificates(certificate, "sslcert")?;
            let key = PrivateKeyDer::from_pem_file(key)
                .map_err(|error| Error::new(format!("cannot read sslkey `{}`: {error}", key.display())))?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| Error::new(format!("cannot use the client certificate: {error}")))?
        }
        _ => builder.with_no_client_auth(),
    };
    Ok(MakeRustlsConnect::new(config))
}

fn read_certificates(path: &Path, name: &str) -> Result<Vec<CertificateDer<'static>>> {
    let failed =
        |error: &dyn fmt::Display| Error::new(format!("cannot read {name} `{}`: {error}", path.display()));
    let certificates: Vec<_> =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect).map_err(|error| failed(&error))?;
    if certificates.is_empty() { Err(failed(&"no certificate in it")) } else { Ok(certificates) }
}

/// The root certificates that `settings` trust: `sslrootcert`, libpq's default file, the system's.
fn roots(settings: &TlsSettings) -> Result<Vec<CertificateDer<'static>>> {
    let default =
        std::env::home_dir().map(|home| home.join(".postgresql/root.crt")).filter(|path| path.is_file());
    match settings.root_certificate.as_deref().or(default.as_deref()) {
        Some(path) if path != Path::new("system") => read_certificates(path, "sslrootcert"),
        _ => {
            let loaded = rustls_native_certs::load_native_certs();
            if loaded.certs.is_empty() {
                return Err(Error::new("this machine has no trusted root certificates")
                    .hint("name the authority's certificate with `sslrootcert=FILE`"));
            }
            Ok(loaded.certs)
        }
    }
}

#[derive(Debug)]
struct Verifier {
    scrutiny: Scrutiny,
    provider: Arc<CryptoProvider>,
    /// None when nothing is looked at.
    webpki: Option<Arc<WebPkiServerVerifier>>,
    roots: Vec<CertificateDer<'static>>,
}

impl Verifier {
    fn new(scrutiny: Scrutiny, settings: &TlsSettings, provider: &Arc<CryptoProvider>) -> Result<Verifier> {
        let (webpki, roots) = match scrutiny {
            Scrutiny::Nothing => (None, Vec::new()),
            Scrutiny::Authority | Scrutiny::AuthorityAndName => {
                let roots = roots(settings)?;
                let mut store = RootCertStore::empty();
                store.add_parsable_certificates(roots.iter().cloned());
                let webpki = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone())
                    .build()
                    .map_err(|error| Error::new(format!("cannot use the root certificates: {error}")))?;
                (Some(webpki), roots)
            }
        };
        Ok(Verifier { scrutiny, provider: provider.clone(), webpki, roots })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(webpki) = &self.webpki else { return Ok(ServerCertVerified::assertion()) };
        // the server's own certificate given as root, which OpenSSL accepts and webpki refuses when
        // it is marked as an authority: `openssl req -x509` marks it
        if self.roots.iter().any(|root| root.as_ref() == end_entity.as_ref()) {
            if self.scrutiny == Scrutiny::AuthorityAndName {
                let parsed = ParsedCertificate::try_from(end_entity)?;
                rustls::client::verify_server_name(&parsed, server_name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        let outcome = webpki.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match outcome {
            Err(rustls::Error::InvalidCertificate(
                rustls::CertificateError::NotValidForName
                | rustls::CertificateError::NotValidForNameContext { .. },
            )) if self.scrutiny == Scrutiny::Authority => Ok(ServerCertVerified::assertion()),
            outcome => outcome,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        match &self.webpki {
            // nobody asked who answers, and an old (version 1) certificate can't be parsed
            None => Ok(HandshakeSignatureValid::assertion()),
            Some(webpki) => webpki.verify_tls12_signature(message, certificate, signature),
        }
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        match &self.webpki {
            None => Ok(HandshakeSignatureValid::assertion()),
            Some(webpki) => webpki.verify_tls13_signature(message, certificate, signature),
        }
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
