//! The layout of every kind of type, against numbers worked out by hand from C's rules.

use std::sync::Arc;

use aria_foreign::{
    Adapter, AdapterCode, CScalar, Constant, DeclarationFilter, Enumeration, Facts, Field, ForeignInterface, ForeignItem,
    ForeignType, LinkRequest, NameSpace, Record, RecordKind, TargetData, TypeKey, Unavailable,
};
use aria_layout::{LayoutError, Layouts, Repr, Scalar, Shape, Variants};
use aria_source::{FileId, Span};
use aria_types::{
    AdtDef, AdtId, AdtKind, Defs, ExternRef, FieldDef, FloatTy, FnId, FnSig, GenericDef, Import, IntTy, ParamTy, Ty, VariantDef,
};

const NOWHERE: Span = Span::new(FileId(0), 0, 0);

fn fields(types: &[Ty]) -> Vec<FieldDef> {
    let field = |(i, ty): (usize, &Ty)| FieldDef {
        name: i.to_string().into(),
        ty: ty.clone(),
        private: false,
        readonly: false,
        span: NOWHERE,
    };
    types.iter().enumerate().map(field).collect()
}

/// Definitions under construction; each gives its type without arguments.
#[derive(Default)]
struct Table(Defs);

impl Table {
    fn push(&mut self, kind: AdtKind, generics: usize, types: &[Ty], variants: &[&[Ty]]) -> AdtId {
        let generics = (0..generics).map(|i| GenericDef { name: format!("T{i}").into(), bounds: Vec::new(), span: NOWHERE });
        let variants = variants.iter().map(|v| VariantDef { name: "v".into(), fields: fields(v), span: NOWHERE });
        self.0.adts.push(AdtDef {
            name: format!("A{}", self.0.adts.len()).into(),
            kind,
            generics: generics.collect(),
            fields: fields(types),
            variants: variants.collect(),
            methods: Default::default(),
            finalize: None,
            span: NOWHERE,
            in_std: false,
        });
        AdtId(self.0.adts.len() as u32 - 1)
    }

    fn adt(&mut self, kind: AdtKind, types: &[Ty]) -> Ty {
        let id = self.push(kind, 0, types, &[]);
        self.0.adt_ty(id, [].into())
    }

    fn sum(&mut self, variants: &[&[Ty]]) -> Ty {
        let id = self.push(AdtKind::Enum, 0, &[], variants);
        self.0.adt_ty(id, [].into())
    }
}

fn param() -> Ty {
    Ty::Param(ParamTy { index: 0, name: "T0".into() })
}

fn int(i: IntTy) -> Ty {
    Ty::Int(i)
}

/// Size, alignment and field offsets.
fn shape(layouts: &Layouts<'_>, ty: &Ty) -> (u64, u64, Vec<u64>) {
    let layout = layouts.layout_of(ty).unwrap_or_else(|e| panic!("{e}"));
    match &layout.shape {
        Shape::Fields(offsets) => (layout.size, layout.align, offsets.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn scalars() {
    let defs = Defs::default();
    let layouts = Layouts::new(&defs);
    let pointer = (8, 8, Repr::Scalar(Scalar::Pointer));
    let sig = Arc::new(FnSig { params: Vec::new(), result: Ty::Unit, variadic: false });
    let integer = |bits: u16, signed| (u64::from(bits) / 8, u64::from(bits) / 8, Repr::Scalar(Scalar::Int { bits, signed }));
    let float = |size, bits| (size, size, Repr::Scalar(Scalar::Float { bits }));
    let cases = [
        (Ty::Unit, (0, 1, Repr::Zero)),
        (Ty::Never, (0, 1, Repr::Zero)),
        (Ty::Bool, (1, 1, Repr::Scalar(Scalar::Bool))),
        (Ty::Char, integer(32, false)),
        (int(IntTy::I8), integer(8, true)),
        (int(IntTy::U16), integer(16, false)),
        (Ty::INT, integer(64, true)),
        (int(IntTy::U128), integer(128, false)),
        (Ty::USIZE, integer(64, false)),
        (Ty::FLOAT, float(8, 64)),
        (Ty::Float(FloatTy::F32), float(4, 32)),
        (Ty::C(CScalar::Bool), (1, 1, Repr::Scalar(Scalar::Bool))),
        (Ty::C(CScalar::Char), integer(8, true)),
        (Ty::C(CScalar::ULong), integer(64, false)),
        (Ty::C(CScalar::WChar), integer(32, true)),
        (Ty::C(CScalar::LongDouble), float(16, 80)),
        (Ty::RawPtr, pointer),
        (Ty::c_string(true), pointer),
        (Ty::Fn(sig.clone()), pointer),
        (Ty::CFn(sig), pointer),
    ];
    for (ty, expected) in cases {
        let layout = layouts.layout_of(&ty).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((layout.size, layout.align, layout.repr), expected, "{ty}");
    }
}

#[test]
fn fields_lie_in_order_at_their_natural_alignment() {
    let mut t = Table::default();
    let mixed = [Ty::Bool, int(IntTy::I32), int(IntTy::I16), Ty::FLOAT, int(IntTy::I8)];
    let (value, c) = (t.adt(AdtKind::Struct, &mixed), t.adt(AdtKind::ExternStruct, &mixed));
    let union = t.adt(AdtKind::ExternUnion, &[int(IntTy::I16), Ty::Array(Arc::new(Ty::Bool), 5)]);
    let nested = t.adt(AdtKind::Struct, &[Ty::Bool, value.clone(), Ty::Unit, Ty::Bool]);
    let layouts = Layouts::new(&t.0);
    for ty in [&value, &c, &Ty::Tuple(mixed.into())] {
        assert_eq!(shape(&layouts, ty), (32, 8, vec![0, 4, 8, 16, 24]));
        assert_eq!(layouts.layout_of(ty).map(|l| l.repr), Ok(Repr::Memory));
    }
    assert_eq!(shape(&layouts, &union), (6, 2, vec![0, 0]));
    assert_eq!(shape(&layouts, &nested), (48, 8, vec![0, 8, 40, 40]));
    assert_eq!(shape(&layouts, &Ty::Tuple([].into())), (0, 1, vec![]));
    let array = layouts.layout_of(&Ty::Array(Arc::new(value), 3)).expect("an array");
    assert_eq!((array.size, array.align, array.shape.clone()), (96, 8, Shape::Elements { stride: 32, count: 3 }));
}

#[test]
fn a_struct_of_one_scalar_travels_as_it() {
    let mut t = Table::default();
    let wrap = t.adt(AdtKind::Struct, &[Ty::Unit, Ty::FLOAT]);
    let twice = t.adt(AdtKind::Struct, std::slice::from_ref(&wrap));
    let c = t.adt(AdtKind::ExternStruct, &[Ty::FLOAT]);
    let empty = t.adt(AdtKind::Struct, &[Ty::Unit]);
    let layouts = Layouts::new(&t.0);
    let repr = |ty| layouts.layout_of(ty).map(|l| l.repr);
    assert_eq!(repr(&wrap), Ok(Repr::Scalar(Scalar::Float { bits: 64 })));
    assert_eq!(repr(&twice), Ok(Repr::Scalar(Scalar::Float { bits: 64 })));
    assert_eq!(repr(&c), Ok(Repr::Memory));
    assert_eq!(repr(&empty), Ok(Repr::Zero));
}

#[test]
fn objects_begin_with_their_header() {
    let mut t = Table::default();
    let class = t.adt(AdtKind::Class, &[Ty::Bool, int(IntTy::I32), Ty::INT]);
    let wide = t.adt(AdtKind::Class, &[int(IntTy::I128)]);
    let empty = t.adt(AdtKind::Class, &[]);
    let layouts = Layouts::new(&t.0);
    assert_eq!(layouts.layout_of(&class).map(|l| l.repr), Ok(Repr::Scalar(Scalar::Pointer)));
    let object = |ty| layouts.object_layout(ty).map(|l| (l.size, l.align, l.shape.clone()));
    assert_eq!(object(&class), Ok((24, 8, Shape::Fields(vec![8, 12, 16]))));
    assert_eq!(object(&wide), Ok((32, 16, Shape::Fields(vec![16]))));
    assert_eq!(object(&empty), Ok((8, 8, Shape::Fields(vec![]))));
    assert_eq!(object(&Ty::INT), Err(LayoutError::NotAClass { ty: Ty::INT }));
}

#[test]
fn enums() {
    let mut t = Table::default();
    let class = t.adt(AdtKind::Class, &[]);
    let option = t.push(AdtKind::Enum, 1, &[], &[&[], &[param()]]);
    let of = |t: &Table, arg: Ty| t.0.adt_ty(option, [arg].into());
    let (reference, pointer, number, raw) =
        (of(&t, class.clone()), of(&t, Ty::c_string(true)), of(&t, Ty::INT), of(&t, Ty::RawPtr));
    let nested = of(&t, reference.clone());
    let plain = t.sum(&[&[], &[], &[]]);
    let shapes = t.sum(&[&[Ty::Bool, Ty::INT], &[int(IntTy::I16)], &[]]);
    let turned = t.sum(&[&[class], &[]]);
    let many: Vec<&[Ty]> = vec![&[]; 257];
    let many = t.sum(&many);
    let none = t.sum(&[]);
    let layouts = Layouts::new(&t.0);
    let get = |ty: &Ty| layouts.layout_of(ty).unwrap_or_else(|e| panic!("{e}"));
    for ty in [&reference, &pointer] {
        assert_eq!(get(ty).shape, Shape::Enum(Variants::NullPointer { null_variant: 0, payload_variant: 1 }));
        assert_eq!((get(ty).size, get(ty).repr), (8, Repr::Scalar(Scalar::Pointer)));
    }
    assert_eq!(get(&turned).shape, Shape::Enum(Variants::NullPointer { null_variant: 1, payload_variant: 0 }));
    assert_eq!(get(&turned).field_offset(Some(0), 0), Some(0));
    let tagged = |bits, fields: &[&[u64]]| {
        let fields = fields.iter().map(|f| f.to_vec()).collect();
        Shape::Enum(Variants::Tagged { tag_offset: 0, tag_bits: bits, fields })
    };
    // What may be null by itself needs a tag beside it.
    for ty in [&nested, &number, &raw] {
        assert_eq!((get(ty).size, get(ty).align, get(ty).shape.clone()), (16, 8, tagged(8, &[&[], &[8]])));
    }
    assert_eq!((get(&plain).size, get(&plain).repr), (1, Repr::Scalar(Scalar::Int { bits: 8, signed: false })));
    assert_eq!((get(&shapes).size, get(&shapes).align), (16, 8));
    assert_eq!(get(&shapes).shape, tagged(8, &[&[1, 8], &[2], &[]]));
    assert_eq!((get(&many).size, get(&many).align), (2, 2));
    assert_eq!(get(&none).size, 1);
}

#[test]
fn what_owns_something_needs_destruction() {
    let mut t = Table::default();
    let class = t.adt(AdtKind::Class, &[]);
    let option = t.push(AdtKind::Enum, 1, &[], &[&[], &[param()]]);
    let of = |t: &Table, arg: Ty| t.0.adt_ty(option, [arg].into());
    let (some, plain) = (of(&t, class.clone()), of(&t, Ty::INT));
    let holder = t.adt(AdtKind::Struct, &[Ty::INT, some.clone()]);
    let handle = t.adt(AdtKind::Struct, &[Ty::RawPtr]);
    t.0.adts.last_mut().expect("just made").finalize = Some(FnId(0));
    let layouts = Layouts::new(&t.0);
    let closure = Ty::Fn(Arc::new(FnSig { params: Vec::new(), result: Ty::Unit, variadic: false }));
    for ty in [&class, &some, &holder, &handle, &closure, &Ty::Tuple([Ty::INT, class.clone()].into())] {
        assert!(layouts.needs_drop(ty), "{ty}");
    }
    let pointer = Ty::pointer(class.clone(), false);
    let none = Ty::Array(Arc::new(class.clone()), 0);
    for ty in [&Ty::INT, &plain, &pointer, &none, &Ty::c_string(true)] {
        assert!(!layouts.needs_drop(ty), "{ty}");
    }
}

#[test]
fn what_has_no_layout_says_why() {
    let mut t = Table::default();
    let id = AdtId(0);
    t.push(AdtKind::Struct, 0, &[Ty::INT], &[]);
    let myself = t.0.adt_ty(id, [].into());
    t.0.adts[0].fields = fields(std::slice::from_ref(&myself));
    // Each instance contains a larger one.
    let growing = AdtId(1);
    t.push(AdtKind::Struct, 1, &[Ty::INT], &[]);
    let inner = t.0.adt_ty(growing, [Ty::Tuple([param(), param()].into())].into());
    t.0.adts[1].fields = fields(&[Ty::Tuple([Ty::Unit, inner].into())]);
    let endless = t.0.adt_ty(growing, [Ty::INT].into());
    let layouts = Layouts::new(&t.0);
    assert_eq!(layouts.layout_of(&myself), Err(LayoutError::Recursive { ty: myself.clone() }));
    assert!(!layouts.needs_drop(&myself));
    assert!(matches!(layouts.layout_of(&endless), Err(LayoutError::Recursive { .. })));
    assert!(!layouts.needs_drop(&endless));
    let huge = Ty::Array(Arc::new(Ty::Array(Arc::new(Ty::INT), u64::MAX)), 2);
    assert!(matches!(layouts.layout_of(&huge), Err(LayoutError::TooLarge { .. })));
    assert!(matches!(layouts.layout_of(&Ty::Array(Arc::new(Ty::INT), 1 << 45)), Err(LayoutError::TooLarge { .. })));
    assert_eq!(layouts.layout_of(&Ty::Void), Err(LayoutError::Unsized { ty: Ty::Void }));
    assert_eq!(layouts.layout_of(&param()), Err(LayoutError::NotConcrete { ty: param() }));
    assert!(matches!(layouts.field_ty(&myself, None, 4), Err(LayoutError::NoSuchField { index: 4, .. })));
    let unknown = Ty::Extern(ExternRef { key: TypeKey(99), name: "gone".into(), is_enum: false });
    assert_eq!(layouts.layout_of(&unknown), Err(LayoutError::Opaque { ty: unknown.clone() }));
}

/// `struct packed { char c; int bits : 3; int i; struct packed *next; }` as a compiler that packs it lays it out; an
/// opaque record; an enumeration of `short`.
struct Header(TargetData);

impl ForeignInterface for Header {
    fn target(&self) -> &TargetData {
        &self.0
    }

    fn lookup(&self, _: &str, _: NameSpace) -> Option<ForeignItem> {
        None
    }

    fn record(&self, key: TypeKey) -> Option<Arc<Record>> {
        let field = |name: &str, ty: ForeignType, offset_bits, bit_width| Field {
            name: name.into(),
            ty,
            offset_bits,
            bit_width,
            documentation: None,
        };
        let int = ForeignType::Scalar(CScalar::Int);
        let known = key == TypeKey(1);
        let fields = vec![
            field("c", ForeignType::Scalar(CScalar::Char), 0, None),
            field("bits", int.clone(), 8, Some(3)),
            field("i", ForeignType::Alias { name: "number".into(), target: Arc::new(int) }, 16, None),
            field("next", ForeignType::pointer(ForeignType::Record(key), true), 48, None),
            field("odd", ForeignType::Opaque { spelling: "_Complex float".into(), size: 8, align: 4 }, 112, None),
        ];
        (known || key == TypeKey(2)).then(|| {
            Arc::new(Record {
                key,
                name: "packed".into(),
                spelling: "struct packed".into(),
                kind: if known { RecordKind::Struct } else { RecordKind::Opaque },
                size: if known { 22 } else { 0 },
                align: u64::from(known),
                fields: if known { fields } else { Vec::new() },
                facts: Facts::default(),
                documentation: None,
                place: None,
            })
        })
    }

    fn enumeration(&self, key: TypeKey) -> Option<Arc<Enumeration>> {
        (key == TypeKey(3)).then(|| {
            Arc::new(Enumeration {
                key,
                name: "color".into(),
                spelling: "enum color".into(),
                underlying: ForeignType::Scalar(CScalar::Short),
                enumerators: Vec::new(),
                documentation: None,
                place: None,
            })
        })
    }

    fn constant(&self, _: &str) -> Option<Result<Constant, Unavailable>> {
        None
    }

    fn instantiate(&self, _: &str, _: &[ForeignType]) -> Result<ForeignType, Unavailable> {
        Err(Unavailable { reason: "there are no macros".into(), place: None })
    }

    fn adapter(&self, _: &Adapter) -> Result<AdapterCode, Unavailable> {
        Err(Unavailable { reason: "there are no adapters".into(), place: None })
    }

    fn names(&self, _: &DeclarationFilter) -> Vec<Arc<str>> {
        Vec::new()
    }

    fn link(&self) -> LinkRequest {
        LinkRequest::default()
    }
}

#[test]
fn foreign_types_are_as_their_compiler_says() {
    let import = Import {
        lane_index: 0,
        namespace: "C".into(),
        lane: "c",
        interface: Arc::new(Header(TargetData::x86_64_linux())),
        declared: Default::default(),
        facts: Default::default(),
        span: NOWHERE,
    };
    let defs = Defs { imports: vec![import], ..Defs::default() };
    let layouts = Layouts::new(&defs);
    let external = |key, is_enum| Ty::Extern(ExternRef { key: TypeKey(key), name: "packed".into(), is_enum });
    let packed = external(1, false);
    let layout = layouts.layout_of(&packed).expect("a record");
    assert_eq!((layout.size, layout.align, layout.repr), (22, 1, Repr::Memory));
    let offsets: Vec<_> = (0..5).map(|i| layout.field_offset(None, i)).collect();
    assert_eq!(offsets, [Some(0), None, Some(2), Some(6), Some(14)]);
    assert_eq!(layouts.field_ty(&packed, None, 2), Ok(Ty::C(CScalar::Int)));
    assert_eq!(layouts.field_ty(&packed, None, 3), Ok(Ty::pointer(packed.clone(), true)));
    assert_eq!(layouts.field_ty(&packed, None, 4), Ok(Ty::Error));
    assert_eq!(layouts.layout_of(&external(2, false)), Err(LayoutError::Opaque { ty: external(2, false) }));
    let color = layouts.layout_of(&external(3, true)).expect("an enumeration");
    assert_eq!((color.size, color.repr), (2, Repr::Scalar(Scalar::Int { bits: 16, signed: true })));
}
