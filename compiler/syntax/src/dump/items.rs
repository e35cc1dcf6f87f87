//! Declarations.

use crate::ast::*;

use super::expressions::expr;
use super::types::{path, ty};
use super::{Sexp, block, let_decl, stmt, var_decl};

pub(super) fn prefix(annotations: &[Annotation], doc: Option<&Doc>, private: bool) -> Vec<Sexp> {
    let mut parts = Vec::new();
    parts.extend(doc.map(|d| Sexp::list("doc", [Sexp::atom(format!("{:?}", d.text))])));
    for annotation in annotations {
        let args = annotation.args.iter().map(|a| labelled(a.label.as_ref(), &a.value));
        parts.push(Sexp::list(&format!("@{}", annotation.name.as_str()), args));
    }
    if private {
        parts.push(Sexp::list("private", []));
    }
    parts
}

pub(super) fn labelled(label: Option<&Name>, value: &Expr) -> Sexp {
    match label {
        Some(label) => Sexp::list(&format!("{}:", label.as_str()), [expr(value)]),
        None => expr(value),
    }
}

pub(super) fn item(item: &Item) -> Sexp {
    let before = prefix(&item.annotations, item.doc.as_ref(), item.private.is_some());
    let name = |n: &Name| Sexp::atom(n.as_str());
    let (head, parts): (&str, Vec<Sexp>) = match &item.kind {
        ItemKind::Fn(decl) => ("fn", function(decl)),
        ItemKind::Struct(decl) => ("struct", type_decl(decl)),
        ItemKind::Class(decl) => ("class", type_decl(decl)),
        ItemKind::Enum(decl) => ("enum", enum_decl(decl)),
        ItemKind::ExternEnum(decl) => ("extern-enum", enum_decl(decl)),
        ItemKind::Trait(decl) => {
            let mut parts = vec![name(&decl.name)];
            parts.extend(generics(&decl.generics));
            parts.extend(decl.supertraits.iter().map(|t| Sexp::list(":", [ty(t)])));
            parts.extend(decl.members.iter().map(member));
            ("trait", parts)
        }
        ItemKind::Impl(decl) => {
            let mut parts: Vec<Sexp> = generics(&decl.generics).into_iter().collect();
            parts.extend(decl.trait_.as_ref().map(ty));
            parts.push(Sexp::list("for", [ty(&decl.target)]));
            parts.extend(decl.members.iter().map(member));
            ("impl", parts)
        }
        ItemKind::Module(decl) => ("module", [name(&decl.name)].into_iter().chain(decl.body.iter().map(stmt)).collect()),
        ItemKind::Alias(decl) => {
            let mut parts = vec![name(&decl.name)];
            parts.extend(generics(&decl.generics));
            parts.extend(decl.target.as_ref().map(ty));
            ("alias", parts)
        }
        ItemKind::Import(decl) => {
            let what = match &decl.path {
                ImportPath::Module(names) => path(names),
                ImportPath::File(file) => file.as_str().to_owned(),
            };
            ("import", [Sexp::atom(what)].into_iter().chain(alias(decl.alias.as_ref())).collect())
        }
        ItemKind::Test(decl) => {
            ("test", [Sexp::atom(format!("{:?}", decl.name.as_str()))].into_iter().chain(block(&decl.body)).collect())
        }
        ItemKind::ExternRecord(decl) => {
            let mut parts = vec![name(&decl.name)];
            parts.extend(derives(&decl.derives));
            parts.extend(decl.members.iter().map(member));
            (if decl.kind == RecordKind::Union { "extern-union" } else { "extern-struct" }, parts)
        }
        ItemKind::ExternImport(decl) => {
            let mut parts = vec![name(&decl.lane)];
            match &decl.source {
                ExternSource::Files { files, .. } => parts.extend(files.iter().map(|f| Sexp::atom(format!("{:?}", f.value)))),
                ExternSource::Path(names) => parts.push(Sexp::atom(path(names))),
            }
            parts.extend(alias(decl.alias.as_ref()));
            parts.extend(decl.body.iter().map(extern_member));
            ("extern-import", parts)
        }
        ItemKind::ExternBlock(decl) => {
            let mut parts = vec![match &decl.abi {
                ExternAbi::Named(abi) => Sexp::atom(format!("{:?}", abi.value)),
                ExternAbi::Lane(lane) => name(lane),
            }];
            parts.extend(decl.library.as_ref().map(|l| Sexp::list("lib", [Sexp::atom(format!("{:?}", l.value))])));
            parts.extend(decl.members.iter().map(extern_member));
            (if decl.single { "extern-fn" } else { "extern-block" }, parts)
        }
    };
    Sexp::list(head, before.into_iter().chain(parts))
}

fn alias(alias: Option<&Name>) -> Option<Sexp> {
    alias.map(|a| Sexp::list("as", [Sexp::atom(a.as_str())]))
}

fn derives(derives: &[TypeExpr]) -> Option<Sexp> {
    (!derives.is_empty()).then(|| Sexp::list("derive", derives.iter().map(ty)))
}

fn generics(params: &[GenericParam]) -> Option<Sexp> {
    let param = |p: &GenericParam| {
        if p.bounds.is_empty() {
            Sexp::atom(p.name.as_str())
        } else {
            Sexp::list(&format!("{}:", p.name.as_str()), p.bounds.iter().map(ty))
        }
    };
    (!params.is_empty()).then(|| Sexp::list("generics", params.iter().map(param)))
}

fn function(decl: &FnDecl) -> Vec<Sexp> {
    let mut parts = vec![Sexp::atom(decl.name.as_str())];
    parts.extend(generics(&decl.generics));
    let params = decl.params.iter().map(|p| {
        let mut parts = prefix(&p.annotations, None, false);
        parts.extend(p.ty.as_ref().map(ty));
        parts.extend(p.default.as_ref().map(|d| Sexp::list("=", [expr(d)])));
        if parts.is_empty() { Sexp::atom(p.name.as_str()) } else { Sexp::list(&format!("{}:", p.name.as_str()), parts) }
    });
    parts.push(Sexp::list("", params.chain(decl.variadic.map(|_| Sexp::atom("...")))));
    parts.extend(decl.is_async.map(|_| Sexp::atom("async")));
    parts.extend(decl.result.as_ref().map(|r| Sexp::list("->", [ty(r)])));
    parts.extend(decl.raises.as_ref().map(|r| Sexp::list("raises", [ty(r)])));
    match &decl.body {
        FnBody::None => {}
        FnBody::Block(body) => parts.push(Sexp::list("do", block(body))),
        FnBody::Expr(value) => parts.push(Sexp::list("=", [expr(value)])),
    }
    parts
}

fn type_decl(decl: &TypeDecl) -> Vec<Sexp> {
    let mut parts = vec![Sexp::atom(decl.name.as_str())];
    parts.extend(generics(&decl.generics));
    parts.extend(derives(&decl.derives));
    parts.extend(decl.members.iter().map(member));
    parts
}

fn enum_decl(decl: &EnumDecl) -> Vec<Sexp> {
    let mut parts = vec![Sexp::atom(decl.name.as_str())];
    parts.extend(generics(&decl.generics));
    parts.extend(decl.backing.as_ref().map(|b| Sexp::list(":", [ty(b)])));
    parts.extend(derives(&decl.derives));
    parts.extend(decl.variants.iter().map(|v| {
        let mut parts = prefix(&v.annotations, v.doc.as_ref(), false);
        parts.push(Sexp::atom(v.name.as_str()));
        parts.extend(v.payload.iter().map(|p| match &p.name {
            Some(name) => Sexp::list(&format!("{}:", name.as_str()), [ty(&p.ty)]),
            None => ty(&p.ty),
        }));
        parts.extend(v.discriminant.as_ref().map(|d| Sexp::list("=", [expr(d)])));
        Sexp::list("variant", parts)
    }));
    parts.extend(decl.members.iter().map(member));
    parts
}

fn member(member: &Member) -> Sexp {
    match member {
        Member::Item(inner) => item(inner),
        Member::Let(decl) => let_decl(decl),
        Member::Error(_) => Sexp::atom("<error>"),
        Member::Field(field) => {
            let mut parts = prefix(&field.annotations, field.doc.as_ref(), field.is_private);
            if field.is_let {
                parts.push(Sexp::list("let", []));
            }
            parts.push(Sexp::atom(field.name.as_str()));
            parts.push(ty(&field.ty));
            parts.extend(field.default.as_ref().map(expr));
            Sexp::list("field", parts)
        }
    }
}

fn extern_member(member: &ExternMember) -> Sexp {
    match member {
        ExternMember::Directive(d) => Sexp::list(d.name.as_str(), d.args.iter().map(expr)),
        ExternMember::Item(inner) => item(inner),
        ExternMember::Global(decl) => var_decl(decl),
        ExternMember::Error(_) => Sexp::atom("<error>"),
    }
}
