import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/**
 * Judges every letter of a folder: NAME.N.pdf is to be PDF/A-3a and PDF/UA-1 with N signatures, each TOTAL-PASSED under
 * the certificates *.pem beside it, which are trusted. Prints what is wrong and ends with 1. A file wrong-NAME.N.pdf must
 * have a fault: judges that find none in it are not believed.
 */
public class Judges {
  public static void main(String[] given) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    var roots = new CommonTrustedCertificateSource();
    for (Path root : named(given[0], ".pem")) roots.addCertificate(DSSUtils.loadCertificate(root.toFile()));
    var letters = named(given[0], ".pdf");
    long wrong = letters.parallelStream().map(letter -> said(letter, roots)).filter(faults -> faults.size() > 1)
        .peek(faults -> System.out.println(String.join("\n  ", faults))).count();
    System.out.printf("%d letters judged, %d with faults%n", letters.size(), wrong);
    System.exit(wrong == 0 && !letters.isEmpty() ? 0 : 1);
  }

  private static List<Path> named(String folder, String end) throws IOException {
    try (Stream<Path> all = Files.list(Path.of(folder))) {
      return all.filter(path -> path.toString().endsWith(end)).sorted().toList();
    }
  }

  /** Returns the letter's name, and behind it what is wrong. */
  private static List<String> said(Path letter, CommonTrustedCertificateSource roots) {
    var name = letter.getFileName().toString();
    var faults = new ArrayList<>(List.of(name));
    try {
      for (var flavour : List.of(PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1)) faults.addAll(faultsOf(letter, flavour));
      faults.addAll(faultsOfSignatures(letter, roots));
    } catch (Exception error) {
      faults.add(error.toString());
    }
    if (!name.startsWith("wrong-")) return faults;
    return faults.size() > 1 ? List.of(name) : List.of(name, "its fault was not found");
  }

  private static List<String> faultsOf(Path letter, PDFAFlavour flavour) throws Exception {
    try (var parser = Foundries.defaultInstance().createParser(Files.newInputStream(letter), flavour);
        var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      var found = validator.validate(parser);
      var faults = new ArrayList<String>();
      for (var one : found.getTestAssertions()) {
        faults.add(flavour + " " + one.getRuleId().getClause() + ": " + one.getMessage() + " " + one.getLocation());
      }
      if (faults.isEmpty() && !found.isCompliant()) faults.add(flavour + ": not compliant");
      return faults;
    }
  }

  private static List<String> faultsOfSignatures(Path letter, CommonTrustedCertificateSource roots) {
    var verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(roots);
    int promised = Integer.parseInt(letter.getFileName().toString().split("\\.")[1]);
    if (promised == 0) return List.of();
    var validator = SignedDocumentValidator.fromDocument(new FileDocument(letter.toFile()));
    validator.setCertificateVerifier(verifier);
    var report = validator.validateDocument().getSimpleReport();
    var faults = new ArrayList<String>();
    for (String id : report.getSignatureIdList()) {
      if (report.getIndication(id) == Indication.TOTAL_PASSED) continue;
      var why = report.getAdESValidationErrors(id).stream().map(message -> message.getValue()).toList();
      faults.add(report.getIndication(id) + " " + report.getSubIndication(id) + ": " + String.join(" ", why));
    }
    int held = report.getSignaturesCount();
    if (held != promised) faults.add(held + " signatures, not " + promised);
    return faults;
  }
}
